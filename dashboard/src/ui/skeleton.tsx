import { cx } from './cx.ts'

/** A grey shape in place of something that is on its way; give it the size of the true thing. */
export const Skeleton = ({ className }: { className?: string }) => <span aria-hidden className={cx('block rounded-md bg-surface-3 animate-skeleton', className)} />

/** Rows with a picture and two lines, for lists. Hidden for the first 150 ms. */
export function SkeletonRows({ rows = 4, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="late">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex items-center gap-3 px-4 py-3.5">
          <Skeleton className="size-8 rounded-full!" />
          <div className="flex-1 space-y-2">
            <Skeleton className="h-3 w-2/5" />
            <Skeleton className="h-3 w-3/5" />
          </div>
        </div>
      ))}
    </div>
  )
}

/** Labelled boxes, for a form that is being loaded. */
export function SkeletonForm({ fields = 3, label = 'Loading' }: { fields?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="late max-w-xl space-y-5">
      {Array.from({ length: fields }, (_, field) => (
        <div key={field} className="space-y-2">
          <Skeleton className="h-3 w-28" />
          <Skeleton className="h-9 w-full" />
        </div>
      ))}
    </div>
  )
}
