/** The other side forgets a typing mark after 30 s; it is told again well before. */
const REPEAT_MS = 15_000
const IDLE_MS = 4_000

export type TypingSignal = {
  /** Call with every change of the text. */
  typed: (text: string, isPrivate: boolean) => void
  /** Sent, left or cleared. */
  stop: () => void
}

/** Tells the other side "typing" when it begins, now and then while it lasts, and its end once. */
export function createTypingSignal(send: (status: 'on' | 'off', isPrivate: boolean) => void, now = Date.now): TypingSignal {
  let toldAt: number | null = null
  let toldPrivate = false
  let idle: ReturnType<typeof setTimeout> | undefined

  const stop = () => {
    clearTimeout(idle)
    if (toldAt === null) return
    toldAt = null
    send('off', toldPrivate)
  }

  const typed = (text: string, isPrivate: boolean) => {
    if (text.trim() === '') return stop()
    if (toldAt !== null && toldPrivate !== isPrivate) stop()
    if (toldAt === null || now() - toldAt >= REPEAT_MS) {
      toldAt = now()
      toldPrivate = isPrivate
      send('on', isPrivate)
    }
    clearTimeout(idle)
    idle = setTimeout(stop, IDLE_MS)
  }

  return { typed, stop }
}
