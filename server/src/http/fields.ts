import { Invalid } from './errors.ts'
import { checkLength } from './lengths.ts'

/** How the fields of a record are read: what is kept of a value, or Invalid. */
type Readers<I> = { [K in keyof I]?: (value: Exclude<I[K], undefined>, name: string) => unknown }
type Read<I, R> = { [K in keyof I]?: K extends keyof R ? (R[K] extends (...args: never[]) => infer V ? V : Exclude<I[K], undefined>) : Exclude<I[K], undefined> }

/**
 * What the input names, each value read by the reader of its name; a value without one stays as it is. Throws one Invalid with all that
 * they refuse, in the order of the readers (application API §0.5).
 */
export function readNamed<I extends object, const R extends Readers<I>>(input: I, readers: R): Read<I, R> {
  const named = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  const faults: Invalid[] = []
  for (const [name, read] of Object.entries(readers) as [string, (value: unknown, name: string) => unknown][]) {
    if (!(name in named)) continue
    try {
      named[name] = read(named[name], name)
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      faults.push(error)
    }
  }
  if (faults.length > 0) throw new Invalid(faults.map(({ text }) => text).join(', '), [...new Set(faults.flatMap(({ attributes }) => attributes))])
  return named as Read<I, R>
}

/** Reads a text that its column holds. */
export const textUpTo = (most: number) => <T extends string | null>(text: T, name: string): T => {
  checkLength(text, name, most)
  return text
}

/** Reads an object whose JSON has at most so many characters. */
export const jsonUpTo = (most: number) => (value: Record<string, unknown>, name: string): Record<string, unknown> => {
  checkLength(JSON.stringify(value), name, most)
  return value
}
