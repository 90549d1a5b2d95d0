/** A moment as PostgreSQL writes it in JSON: ISO 8601 with microseconds and offset. */
export type Moment = string

/** Unix seconds as an integer; 0 for a moment that never was (client API §1.3). */
export const unix = (moment: Moment | null): number => (moment === null ? 0 : Math.floor(Date.parse(moment) / 1000))

/** Unix seconds with the fraction that the database holds. */
export function unixFloat(moment: Moment): number {
  const fraction = /\.(\d+)/.exec(moment)?.[1] ?? '0'
  return Number(`${Math.floor(Date.parse(moment) / 1000)}.${fraction}`)
}

/** ISO 8601 in UTC with exactly three decimals and `Z`. */
export function iso(moment: Moment): string
export function iso(moment: Moment | null): string | null
export function iso(moment: Moment | null): string | null {
  return moment === null ? null : new Date(moment).toISOString()
}

/** A moment as callers write it: Unix seconds, as a number or a text, or ISO 8601. Null for none, and for one outside of the years 1 to 9999. */
export function readMoment(value: unknown): Moment | null {
  if (!value || (typeof value !== 'number' && typeof value !== 'string')) return null
  const seconds = Number(value)
  const date = new Date(Number.isNaN(seconds) ? value : seconds * 1000)
  const year = date.getUTCFullYear()
  return year >= 1 && year <= 9999 ? date.toISOString() : null
}

export const now = (): Moment => new Date().toISOString()

/** Whether it names a zone such as Europe/Berlin. */
export function isTimezone(text: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: text })
    // Offsets such as +01:00 are taken there too, but are no zones.
    return /^[A-Za-z]/.test(text)
  } catch {
    return false
  }
}
