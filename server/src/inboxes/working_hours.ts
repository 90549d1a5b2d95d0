import Type, { type Static } from 'typebox'
import { Nullable } from '../http/shapes.ts'
import { refused } from '../http/errors.ts'

/** One day of the week, Sunday is 0. Hours are null on a day that is closed all day. */
export interface WorkingHours {
  day_of_week: number
  closed_all_day: boolean
  open_hour: number | null
  open_minutes: number | null
  close_hour: number | null
  close_minutes: number | null
  open_all_day: boolean
}

const hours = {
  closed_all_day: Type.Boolean(), open_hour: Nullable(Type.Integer()), open_minutes: Nullable(Type.Integer()),
  close_hour: Nullable(Type.Integer()), close_minutes: Nullable(Type.Integer()), open_all_day: Type.Boolean(),
}

export const WorkingHoursJson = Type.Object({ day_of_week: Type.Integer(), ...hours }, { $id: 'WorkingHours' })

export const workingHoursJson = (day: WorkingHours): Static<typeof WorkingHoursJson> => ({
  day_of_week: day.day_of_week,
  closed_all_day: day.closed_all_day,
  open_hour: day.open_hour,
  open_minutes: day.open_minutes,
  close_hour: day.close_hour,
  close_minutes: day.close_minutes,
  open_all_day: day.open_all_day,
})

/** A day as a client sends it: only what shall change (application API §3.3). */
export const WorkingHoursInput = Type.Object({ day_of_week: Type.Integer(), ...Type.Partial(Type.Object(hours)).properties })

/** Monday to Friday from nine to five. */
export function usualHours(): WorkingHours[] {
  return [0, 1, 2, 3, 4, 5, 6].map((day_of_week) =>
    (day_of_week === 0 || day_of_week === 6
      ? { day_of_week, closed_all_day: true, ...noHours, open_all_day: false }
      : { day_of_week, closed_all_day: false, open_hour: 9, open_minutes: 0, close_hour: 17, close_minutes: 0, open_all_day: false }))
}

/** The week with these days changed. Days whose hours make no sense are passed over, as this wire does; an unknown day is a 422. */
export function changeHours(week: WorkingHours[], changes: Static<typeof WorkingHoursInput>[]): WorkingHours[] {
  if (changes.some(({ day_of_week }) => day_of_week < 0 || day_of_week > 6)) throw refused('day_of_week must be from 0 to 6')
  return week.map((day) => {
    const change = changes.findLast(({ day_of_week }) => day_of_week === day.day_of_week)
    const changed = settle({ ...day, ...change })
    return makesSense(changed) ? changed : day
  })
}

const noHours = { open_hour: null, open_minutes: null, close_hour: null, close_minutes: null }
const allHours = { open_hour: 0, open_minutes: 0, close_hour: 23, close_minutes: 59 }

function settle(day: WorkingHours): WorkingHours {
  return { ...day, ...(day.closed_all_day ? noHours : day.open_all_day ? allHours : {}) }
}

function makesSense({ closed_all_day, open_all_day, open_hour, open_minutes, close_hour, close_minutes }: WorkingHours): boolean {
  if (closed_all_day) return !open_all_day
  return isWithin(open_hour, 23) && isWithin(close_hour, 23) && isWithin(open_minutes, 59) && isWithin(close_minutes, 59)
    && close_hour * 60 + close_minutes > open_hour * 60 + open_minutes
}

const isWithin = (value: number | null, most: number): value is number => value !== null && value >= 0 && value <= most
