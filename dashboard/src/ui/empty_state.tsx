import type { ReactNode } from 'react'

/** One line why it is empty, and one thing to do about it. `level` is 1 where it is the whole screen. */
export function EmptyState({ icon, title, text, action, level = 2 }: { icon?: ReactNode; title: string; text?: ReactNode; action?: ReactNode; level?: 1 | 2 }) {
  const Heading = `h${level}` as const
  return (
    <div className="grid h-full place-items-center px-6 py-12 text-center">
      <div className="max-w-sm">
        {icon && <div className="mx-auto mb-3 grid size-10 place-items-center rounded-full bg-surface-3 text-text-2 [&>svg]:size-5">{icon}</div>}
        <Heading className="text-base font-semibold">{title}</Heading>
        {text && <p className="mt-1 text-text-2 text-pretty">{text}</p>}
        {action && <div className="mt-4 flex justify-center gap-2">{action}</div>}
      </div>
    </div>
  )
}
