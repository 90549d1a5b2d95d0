import { Check, Circle } from 'lucide-react'
import { cx } from '../ui/cx.ts'

const shortest = 8
const longest = 128

/** What the server takes: 8 to 128 characters, nothing else is asked for. */
export const isGoodPassword = (password: string) => password.length >= shortest && password.length <= longest

/** The rules, there before anything is typed and ticked as they are met. */
export function PasswordRules({ password }: { password: string }) {
  const rules = [
    { text: `At least ${shortest} characters`, met: password.length >= shortest },
    ...(password.length > longest ? [{ text: `At most ${longest} characters`, met: false }] : []),
  ]
  return (
    <ul aria-label="Password rules" className="space-y-1">
      {rules.map(({ text, met }) => {
        const Mark = met ? Check : Circle
        return (
          <li key={text} className={cx('flex items-center gap-2', met && 'text-success')}>
            <Mark aria-hidden className={cx('shrink-0', met ? 'size-3.5' : 'mx-[3px] size-2')} />
            {text}
            <span className="sr-only">{met ? '(met)' : '(not met yet)'}</span>
          </li>
        )
      })}
    </ul>
  )
}
