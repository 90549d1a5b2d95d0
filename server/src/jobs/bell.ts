import type { Db } from '../db/db.ts'

const bells = new WeakMap<Db, Map<string, () => void>>()

/** Lets a job of this process look at once for what was just committed for it, instead of after its pause. */
export const ring = (db: Db, job: string): void => bells.get(db)?.get(job)?.()

export function hangBell(db: Db, job: string, wake: () => void): void {
  const own = bells.get(db) ?? new Map<string, () => void>()
  bells.set(db, own.set(job, wake))
}
