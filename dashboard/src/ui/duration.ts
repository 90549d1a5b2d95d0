export type Unit = 'minutes' | 'hours' | 'days'

const minutesOf: Record<Unit, number> = { minutes: 1, hours: 60, days: 1440 }

/** In the largest unit that needs no fraction. */
export function durationOf(minutes: number): { amount: string; unit: Unit } {
  const unit = (['days', 'hours'] as const).find((each) => minutes % minutesOf[each] === 0) ?? 'minutes'
  return { amount: String(minutes / minutesOf[unit]), unit }
}

/** Minutes; null for what is no whole number. */
export const minutesIn = (amount: string, unit: Unit): number | null => (/^\s*\d{1,7}\s*$/.test(amount) ? Number(amount) * minutesOf[unit] : null)
