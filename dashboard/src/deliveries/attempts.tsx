import { ChevronRight } from 'lucide-react'
import { AnswerBody, SentHeaders } from './exchange.tsx'
import { TriedMark } from './state_mark.tsx'
import type { Attempt } from './wire.ts'
import { Exactly } from './when.tsx'
import { classText, duration, triedText } from './words.ts'

/** Every try, the latest first and open. */
export function Attempts({ attempts }: { attempts: Attempt[] }) {
  if (attempts.length === 0) return <p className="text-text-2">It has not been tried yet.</p>
  return (
    <ol aria-label="Attempts" reversed className="flex flex-col gap-2">
      {attempts.toReversed().map((attempt, index) => (
        <AttemptItem key={`${attempt.started_at}-${attempts.length - index}`} attempt={attempt} number={attempts.length - index} isLatest={index === 0} />
      ))}
    </ol>
  )
}

function AttemptItem({ attempt, number, isLatest }: { attempt: Attempt; number: number; isLatest: boolean }) {
  const { error, error_class, note, response_body } = attempt
  return (
    <li>
      <details open={isLatest} className="group/attempt rounded-lg border border-border">
        <summary className="flex list-none items-start gap-2 rounded-lg px-3 py-2.5 hover:bg-hover touch:min-h-11 [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-text-3 transition-transform group-open/attempt:rotate-90" />
          <span className="flex min-w-0 flex-1 flex-wrap items-center justify-between gap-x-4 gap-y-0.5">
            <TriedMark failed={error_class !== null}>{triedText(attempt)}</TriedMark>
            <span className="figures text-sm text-text-2">
              {`Try ${number} · `}
              <Exactly at={attempt.started_at} />
              {` · ${duration(attempt.duration_ms)}`}
            </span>
          </span>
        </summary>
        <div className="flex flex-col gap-3 px-3 pt-1 pb-3">
          {(error || note) && (
            <div className="text-sm [overflow-wrap:anywhere]">
              {error && <p className="text-danger">{[classText(error_class), error].filter(Boolean).join(': ')}</p>}
              {note && <p className="text-text-2">{note}</p>}
            </div>
          )}
          {response_body && <AnswerBody text={response_body} />}
          <SentHeaders request={attempt.request} />
        </div>
      </details>
    </li>
  )
}
