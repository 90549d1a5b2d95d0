import { TickBox } from '../ui/checkbox.tsx'
import { cx } from '../ui/cx.ts'
import { tick } from './selection.ts'

/**
 * The tick box of a row, in place of its picture: under the pointer, and for all rows while somebody is choosing. By keyboard the row's X
 * does the same. On touch the whole row is pressed.
 */
export function RowTick({ id, name, ids, isChoosing, isTicked }: { id: number; name: string; ids: () => number[]; isChoosing: boolean; isTicked: boolean }) {
  return (
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the box is inside
    <label
      className={cx(
        'absolute inset-y-0 start-4 grid w-9 cursor-pointer place-items-center',
        isChoosing ? 'touch:inset-x-0 touch:w-auto touch:justify-start touch:ps-6.5' : 'opacity-0 group-hover/row:opacity-100 touch:hidden',
      )}
    >
      <TickBox
        tabIndex={-1}
        aria-label={`Select ${name}`}
        checked={isTicked}
        onChange={(event) => tick(id, ids(), (event.nativeEvent as MouseEvent).shiftKey)}
      />
    </label>
  )
}
