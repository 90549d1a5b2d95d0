import { type ReactNode, useState } from 'react'
import { ChoiceBar } from '../ui/choice_bar.tsx'
import { CopyButton } from '../ui/copy.tsx'
import type { SentRequest } from './wire.ts'
import { prettyJson } from './words.ts'

/** The headers of a post as they left. */
export function SentHeaders({ request: { url, headers } }: { request: SentRequest }) {
  const lines = Object.entries(headers)
  if (lines.length === 0) return <p className="text-sm text-text-2">Nothing was sent.</p>
  const text = lines.map(([name, value]) => `${name}: ${value}`).join('\n')
  return (
    <Box title="Headers" actions={<CopyButton text={text} label="Copy the headers" withText="Copy" />}>
      <Scrolling label="Headers">
        {url && <p className="pb-1 font-semibold">POST {url}</p>}
        {lines.map(([name, value]) => (
          <p key={name}>
            <span className="text-text-2">{name}: </span>
            {value}
          </p>
        ))}
      </Scrolling>
    </Box>
  )
}

/** The signed body: laid out for reading, or as it stands. What is copied are always the bytes that were signed. */
export function SignedBody({ body }: { body: string | null }) {
  const [view, setView] = useState<'pretty' | 'raw'>('pretty')
  if (body === null) return <p className="text-sm text-text-2">The body is no longer kept.</p>
  const pretty = prettyJson(body)
  return (
    <Box
      title="Signed body"
      note={`${new TextEncoder().encode(body).length.toLocaleString('en')} bytes`}
      actions={<CopyButton text={body} label="Copy the raw body" withText="Copy raw" />}
    >
      {pretty !== null && (
        <div className="px-3 pt-3">
          <ChoiceBar label="View of the body" value={view} onChange={setView} choices={[{ value: 'pretty', label: 'Pretty' }, { value: 'raw', label: 'Raw' }]} />
        </div>
      )}
      <Scrolling label="Signed body">{view === 'raw' || pretty === null ? <p className="break-all">{body}</p> : pretty}</Scrolling>
    </Box>
  )
}

/** The beginning of what was answered. */
export function AnswerBody({ text }: { text: string }) {
  return (
    <Box title="Answer" note="first 2 kB" actions={<CopyButton text={text} label="Copy the answer" withText="Copy" />}>
      <Scrolling label="Answer">{text}</Scrolling>
    </Box>
  )
}

function Box({ title, note, actions, children }: { title: string; note?: string; actions: ReactNode; children: ReactNode }) {
  return (
    <figure className="min-w-0 overflow-hidden rounded-lg border border-border">
      <figcaption className="flex min-h-9 items-center gap-2 border-b border-border bg-surface-2 ps-3 pe-1 text-sm touch:min-h-11">
        <span className="font-medium">{title}</span>
        {note && <span className="figures text-xs text-text-3">{note}</span>}
        <span className="ms-auto">{actions}</span>
      </figcaption>
      {children}
    </figure>
  )
}

function Scrolling({ label, children }: { label: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div role="region" tabIndex={0} aria-label={label} className="max-h-96 overflow-auto p-3 font-mono text-xs leading-5 [overflow-wrap:anywhere] whitespace-pre-wrap outline-offset-[-2px]!">
      {children}
    </div>
  )
}
