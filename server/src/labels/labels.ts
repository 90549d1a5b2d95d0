import { tellListChanged } from '../accounts/cache_keys.ts'
import { type Db, isDuplicate, type Query } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import { transact, type Tx } from '../events/emit.ts'
import { Invalid, NotFound } from '../http/errors.ts'
import { readNamed, textUpTo } from '../http/fields.ts'
import { checkLength } from '../http/lengths.ts'
import { ring } from '../jobs/bell.ts'

/** What an account says of a label. Conversations and contacts carry names, known or not (application API §4.3). */
export interface Label {
  id: number
  account_id: number
  title: string
  description: string | null
  color: string
  show_on_sidebar: boolean | null
}

export interface LabelInput {
  title?: string | null
  description?: string | null
  color?: string
  show_on_sidebar?: boolean | null
}

export function listLabels(query: Query, accountId: number): Promise<Label[]> {
  return query<Label>('select * from labels where account_id = $1 order by title, id', [accountId])
}

/** Throws NotFound. */
export async function findLabel(query: Query, accountId: number, id: number): Promise<Label> {
  const [label] = await query<Label>('select * from labels where account_id = $1 and id = $2', [accountId, id])
  if (!label) throw new NotFound()
  return label
}

/** Throws Invalid. */
export function createLabel(db: Db, cause: Cause, accountId: number, input: LabelInput): Promise<Label> {
  const { title, description = null, color = usualColor, show_on_sidebar = null } = checkInput({ ...input, title: input.title ?? '' })
  return changeLabels(db, cause, accountId, async ({ query }) => {
    const [label] = await query<Label>(
      'insert into labels (account_id, title, description, color, show_on_sidebar) values ($1, $2, $3, $4, $5) returning *',
      [accountId, title, description, color, show_on_sidebar])
    return label!
  })
}

/** Changes what the input names. What carries the old name follows in the background (labels/follow.ts). */
export function updateLabel(db: Db, cause: Cause, accountId: number, id: number, input: LabelInput): Promise<Label> {
  const checked = checkInput(input)
  return followed(db, cause, accountId, async (tx) => {
    const before = await lockLabel(tx.query, accountId, id)
    const { title, description, color, show_on_sidebar } = { ...before, ...checked }
    const [label] = await tx.query<Label>(
      'update labels set title = $3, description = $4, color = $5, show_on_sidebar = $6, updated_at = clock_timestamp() where account_id = $1 and id = $2 returning *',
      [accountId, id, title, description, color, show_on_sidebar])
    if (title !== before.title) await noteChange(tx, before, title)
    return label!
  })
}

/** What carries its name loses it in the background. */
export async function deleteLabel(db: Db, cause: Cause, accountId: number, id: number): Promise<void> {
  await followed(db, cause, accountId, async (tx) => {
    const label = await lockLabel(tx.query, accountId, id)
    await tx.query('delete from labels where account_id = $1 and id = $2', [accountId, id])
    await noteChange(tx, label, null)
  })
}

const usualColor = '#1f93ff'

async function changeLabels<T>(db: Db, cause: Cause, accountId: number, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await transact(db, cause, async (tx) => {
      const outcome = await work(tx)
      await tellListChanged(tx, accountId)
      return outcome
    })
  } catch (error) {
    if (isDuplicate(error, 'labels_title')) throw new Invalid('Title has already been taken', ['title'])
    throw error
  }
}

/** The same, for what conversations and contacts have to follow. */
async function followed<T>(db: Db, cause: Cause, accountId: number, work: (tx: Tx) => Promise<T>): Promise<T> {
  const outcome = await changeLabels(db, cause, accountId, work)
  ring(db, 'follow labels')
  return outcome
}

/** What the input names, checked. */
const checkInput = (input: LabelInput) => readNamed(input, { title: readTitle, description: textUpTo(20_000), color: textUpTo(255) })

/** In lower case: letters and digits of any script, `-` and `_`, two of them at least. */
function readTitle(text: string | null): string {
  const title = (text ?? '').toLowerCase()
  if (title.trim() === '') throw new Invalid('Title must not be blank', ['title'])
  if (!/^[\p{L}\p{N}][\p{L}\p{N}_-]+$/u.test(title)) throw new Invalid('Title is invalid', ['title'])
  checkLength(title, 'title')
  return title
}

async function lockLabel(query: Query, accountId: number, id: number): Promise<Label> {
  const [label] = await query<Label>('select * from labels where account_id = $1 and id = $2 for update', [accountId, id])
  if (!label) throw new NotFound()
  return label
}

async function noteChange({ query, cause }: Tx, { account_id, title }: Label, newTitle: string | null): Promise<void> {
  const { key: _, ...kept } = cause
  await query('insert into label_changes (account_id, title, new_title, cause) values ($1, $2, $3, $4)', [account_id, title, newTitle, JSON.stringify(kept)])
}
