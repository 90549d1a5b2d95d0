let base = 'http://localhost:3000'

/** Sets the address under which people reach this installation (setting PUBLIC_URL). Called once at start. */
export function setPublicUrl(url: string): void {
  base = url.replace(/\/+$/, '')
}

export const publicUrl = (): string => base

/** Where agents find a conversation. */
export const conversationUrl = (accountId: number, displayId: number): string => `${base}/app/accounts/${accountId}/conversations/${displayId}`

/** Absolute address of a path of ours. Empty stays empty, as "no picture" does on this wire. */
export const absoluteUrl = (path: string): string => (path === '' || /^https?:/.test(path) ? path : `${base}${path}`)

/** An address for people to read: who may call it and with which password is left out. */
export const withoutPassword = (url: string) => url.replace(/\/\/[^@/]*@/, '//***@')
