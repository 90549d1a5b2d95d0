import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface Mailbox {
  /** The settings under which a server of ours sends here. */
  env: Record<string, string>
  received: ReceivedMail[]
  /** What the next mails are refused with; null for none. */
  refusal: { code: number; text: string } | null
  /** Waits until so many mails have come. */
  waitFor(count: number): Promise<ReceivedMail[]>
  close(): Promise<void>
}

export interface ReceivedMail {
  to: string[]
  /** The mail with its headers, as it came over the line. */
  raw: string
}

/** A mail server on loopback; with `login`, for who signs in as that alone. */
export async function startMailbox(login?: { user: string; password: string }): Promise<Mailbox> {
  const waiting = new Set<() => void>()
  const server = new SMTPServer({
    authOptional: !login, allowInsecureAuth: true, disabledCommands: ['STARTTLS'], logger: false,
    onAuth({ username, password }, _, done) {
      if (username === login?.user && password === login?.password) done(null, { user: username })
      else done(Object.assign(new Error('wrong password'), { responseCode: 535 }))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (mailbox.refusal) return done(Object.assign(new Error(mailbox.refusal.text), { responseCode: mailbox.refusal.code }))
        mailbox.received.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString('utf8') })
        done()
        for (const wake of waiting) wake()
      })
    },
  })
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const mailbox: Mailbox = {
    env: { SMTP_ADDRESS: '127.0.0.1', SMTP_PORT: String(port), MAILER_SENDER_EMAIL: 'Parley <desk@parley.test>' },
    received: [],
    refusal: null,
    async waitFor(count) {
      while (mailbox.received.length < count) {
        const { promise, resolve } = Promise.withResolvers<void>()
        waiting.add(resolve)
        await promise
        waiting.delete(resolve)
      }
      return mailbox.received
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return mailbox
}
