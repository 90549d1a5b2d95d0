import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import { type HeaderLine, lineProblem, newLine } from './headers.ts'

const most = 20

/** Headers that go out with each callback. A value that is kept is never shown again; it can be replaced. */
export function HeaderLines({ lines, onChange }: { lines: HeaderLine[]; onChange: (lines: HeaderLine[]) => void }) {
  const set = (line: HeaderLine, change: Partial<HeaderLine>) => onChange(lines.map((one) => (one === line ? { ...line, ...change } : one)))
  return (
    <fieldset>
      <legend className="text-sm font-medium">
        Custom headers <span className="ms-1 font-normal text-text-3">optional</span>
      </legend>
      <p className="mt-0.5 text-sm text-text-2">Sent with each callback, such as a key of your gateway. Values are stored encrypted and never shown again.</p>
      {lines.length > 0 && (
        <ul className="mt-2 flex flex-col gap-2">
          {lines.map((line, index) => (
            <Line key={line.key} line={line} number={index + 1} problem={lineProblem(line, lines)} onChange={(change) => set(line, change)} onRemove={() => onChange(lines.filter((one) => one !== line))} />
          ))}
        </ul>
      )}
      {lines.length < most && (
        <Button size="sm" className="mt-2" icon={<Plus aria-hidden />} onClick={() => onChange([...lines, newLine()])}>
          Add header
        </Button>
      )}
    </fieldset>
  )
}

function Line({ line, number, problem, onChange, onRemove }: {
  line: HeaderLine
  number: number
  problem: string | null
  onChange: (change: Partial<HeaderLine>) => void
  onRemove: () => void
}) {
  const isKept = line.value === null
  return (
    <li>
      <div className="flex gap-2">
        <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-[2fr_3fr]">
          <TextInput
            aria-label={`Name of header ${number}`}
            aria-invalid={problem !== null || undefined}
            placeholder="X-Api-Key"
            spellCheck={false}
            autoCapitalize="none"
            maxLength={100}
            className="font-mono text-sm!"
            readOnly={isKept}
            value={line.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
          {isKept ? (
            <div className="flex h-9 min-w-0 items-center gap-2 rounded-md border border-border bg-surface-2 ps-3 pe-1 text-sm text-text-2 touch:h-11">
              <span className="min-w-0 flex-1 truncate">Kept, not shown</span>
              <Button size="sm" look="ghost" onClick={() => onChange({ value: '' })}>
                Replace
              </Button>
            </div>
          ) : (
            <TextInput
              aria-label={`Value of header ${number}`}
              placeholder="Value"
              spellCheck={false}
              autoComplete="off"
              maxLength={4096}
              className="font-mono text-sm!"
              value={line.value ?? ''}
              onChange={(event) => onChange({ value: event.target.value })}
            />
          )}
        </div>
        <IconButton size="lg" label={`Remove header ${line.name || number}`} onClick={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      {problem && (
        <p role="alert" className="mt-1 text-sm text-danger">
          {problem}
        </p>
      )}
    </li>
  )
}
