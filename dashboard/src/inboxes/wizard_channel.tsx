import { Braces } from 'lucide-react'

/** The list of channels has one entry, but the step stays where tutorials expect it. */
export function ChannelStep({ onChosen }: { onChosen: () => void }) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <button
        type="button"
        onClick={onChosen}
        className="flex items-start gap-3 rounded-lg border border-border p-4 text-start transition-colors hover:border-accent hover:bg-hover"
      >
        <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-accent-soft text-accent-text">
          <Braces aria-hidden className="size-5" />
        </span>
        <span>
          <span className="block text-base font-semibold">API</span>
          <span className="mt-0.5 block text-sm text-text-2">Connect your own app, site or backend over HTTP and WebSocket.</span>
        </span>
      </button>
    </div>
  )
}
