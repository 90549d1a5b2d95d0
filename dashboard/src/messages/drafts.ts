export type ComposerMode = 'reply' | 'note'

/** A draft belongs to one user, one conversation and one mode, and can never show up anywhere else. */
export type DraftOwner = { accountId: number; userId: number; conversationId: number }

export function readDraft(owner: DraftOwner, mode: ComposerMode): string {
  return read(`${prefix(owner)}:${mode}`) ?? ''
}

export function writeDraft(owner: DraftOwner, mode: ComposerMode, text: string): void {
  write(`${prefix(owner)}:${mode}`, text.trim() === '' ? null : text)
}

export function readMode(owner: DraftOwner): ComposerMode {
  return read(`${prefix(owner)}:mode`) === 'note' ? 'note' : 'reply'
}

export function writeMode(owner: DraftOwner, mode: ComposerMode): void {
  write(`${prefix(owner)}:mode`, mode === 'note' ? 'note' : null)
}

/** What a list shows of it: the reply's words, else the note's, else "". */
export function anyDraft(owner: DraftOwner): string {
  return readDraft(owner, 'reply') || readDraft(owner, 'note')
}

function prefix({ accountId, userId, conversationId }: DraftOwner): string {
  return `parley.draft:${accountId}:${userId}:${conversationId}`
}

/** Storage may be full or forbidden; writing on is more important than the draft. */
function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // Nothing to do: the text stays in the composer.
  }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
