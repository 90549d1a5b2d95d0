import { useState } from 'react'
import type { Availability } from '../wire.ts'
import { cx } from './cx.ts'
import { firstLetter, initials } from './initials.ts'

/** A picture, or initials on a quiet tint; with a presence dot when `presence` is given. Decorative: the name stands beside it. */
export function Avatar({ name, url, size = 32, presence, className }: {
  name: string
  url?: string | null | undefined
  size?: number
  presence?: Availability | null | undefined
  className?: string
}) {
  const [broken, setBroken] = useState<string | null>(null)
  const picture = url && url !== broken ? url : null
  return (
    <span className={cx('relative inline-block shrink-0 select-none', className)} style={{ width: size, height: size }}>
      {picture ? (
        <img src={picture} alt="" width={size} height={size} loading="lazy" onError={() => setBroken(picture)} className="size-full rounded-full object-cover" />
      ) : (
        <span
          aria-hidden
          className="grid size-full place-items-center rounded-full font-semibold"
          style={{ ...tint(name), fontSize: Math.max(10, Math.round(size * 0.38)) }}
        >
          {size < 24 ? firstLetter(name.trim()) || '?' : initials(name)}
        </span>
      )}
      {presence && <PresenceDot presence={presence} className={cx('absolute -end-px -bottom-px', size < 24 ? 'size-2' : size < 28 ? 'size-2.5' : 'size-3')} />}
    </span>
  )
}

const presenceWords = { online: 'Online', busy: 'Busy', offline: 'Offline' }

/** `silent` where the word stands beside it. */
export function PresenceDot({ presence, silent = false, className = 'size-2.5' }: { presence: Availability; silent?: boolean; className?: string }) {
  const colour = { online: 'bg-success', busy: 'bg-warning', offline: 'bg-surface border-2 border-text-3!' }[presence]
  return (
    <span
      {...(silent ? { 'aria-hidden': true } : { role: 'img', 'aria-label': presenceWords[presence] })}
      className={cx('inline-block shrink-0 rounded-full border-2 border-surface', colour, className)}
    />
  )
}

/** The hue follows the name, so a person looks the same everywhere; lightness keeps 4.5:1 in both themes. */
function tint(name: string) {
  let hash = 0
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0
  const hue = hash % 360
  return {
    background: `light-dark(oklch(92% 0.035 ${hue}), oklch(33% 0.045 ${hue}))`,
    color: `light-dark(oklch(40% 0.09 ${hue}), oklch(88% 0.06 ${hue}))`,
  }
}
