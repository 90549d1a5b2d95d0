import { CopyButton } from './copy.tsx'

/** Code to be copied. `shown` may differ from `code`, so that a secret stays masked on screen and is right in the clipboard. */
export function CodeBlock({ title, code, shown = code }: { title: string; code: string; shown?: string }) {
  return (
    <figure className="min-w-0 overflow-hidden rounded-lg border border-border">
      <figcaption className="flex h-9 items-center justify-between gap-2 border-b border-border bg-surface-2 ps-3 pe-1 text-sm font-medium touch:h-11">
        {title}
        <CopyButton text={code} label={`Copy: ${title}`} withText="Copy" />
      </figcaption>
      {/* oxlint-disable-next-line no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <pre tabIndex={0} aria-label={title} className="overflow-x-auto p-3 font-mono text-xs leading-5 outline-offset-[-2px]!">
        {shown}
      </pre>
    </figure>
  )
}
