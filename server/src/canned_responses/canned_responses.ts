import { isDuplicate, type Query } from '../db/db.ts'
import { containing, startingWith } from '../db/patterns.ts'
import type { Moment } from '../db/time.ts'
import { Invalid, NotFound } from '../http/errors.ts'
import { readNamed } from '../http/fields.ts'
import { checkLength, checkName } from '../http/lengths.ts'

/** A text that agents call up by a short word. */
export interface CannedResponse {
  id: number
  account_id: number
  short_code: string
  content: string
  created_at: Moment
  updated_at: Moment
}

export interface CannedResponseInput {
  short_code?: string | null
  content?: string | null
}

/** Those that contain `search` in any case: first whose short code starts with it, then contains it, then the others (application API §4.4). */
export function listCannedResponses(query: Query, accountId: number, search = ''): Promise<CannedResponse[]> {
  if (search === '') return query<CannedResponse>('select * from canned_responses where account_id = $1 order by id', [accountId])
  return query<CannedResponse>(
    `select * from canned_responses where account_id = $1 and (short_code ilike $2 or content ilike $2)
      order by short_code ilike $3 desc, short_code ilike $2 desc, id`,
    [accountId, containing(search), startingWith(search)])
}

/** Throws Invalid. */
export async function createCannedResponse(query: Query, accountId: number, input: CannedResponseInput): Promise<CannedResponse> {
  const { short_code, content } = checkInput({ ...input, short_code: input.short_code ?? '', content: input.content ?? '' })
  const [response] = await unique(query<CannedResponse>(
    'insert into canned_responses (account_id, short_code, content) values ($1, $2, $3) returning *', [accountId, short_code, content]))
  return response!
}

/** Changes what the input names. Throws NotFound, Invalid. */
export async function updateCannedResponse(query: Query, accountId: number, id: number, input: CannedResponseInput): Promise<CannedResponse> {
  const { short_code = null, content = null } = checkInput(input)
  const [response] = await unique(query<CannedResponse>(
    `update canned_responses set short_code = coalesce($3, short_code), content = coalesce($4, content), updated_at = now()
      where account_id = $1 and id = $2 returning *`,
    [accountId, id, short_code, content]))
  if (!response) throw new NotFound()
  return response
}

/** Throws NotFound. */
export async function deleteCannedResponse(query: Query, accountId: number, id: number): Promise<void> {
  const gone = await query('delete from canned_responses where account_id = $1 and id = $2 returning id', [accountId, id])
  if (gone.length === 0) throw new NotFound()
}

const checkInput = (input: CannedResponseInput) => readNamed(input, { content: readContent, short_code: checkName })

function readContent(content: string | null, name: string): string {
  if (content === null || content.trim() === '') throw new Invalid("Content can't be blank", [name])
  checkLength(content, name, 20_000)
  return content
}

async function unique<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing
  } catch (error) {
    if (isDuplicate(error, 'canned_responses_short_code')) throw new Invalid('Short code has already been taken', ['short_code'])
    throw error
  }
}
