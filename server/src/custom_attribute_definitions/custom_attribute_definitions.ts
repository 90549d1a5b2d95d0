import { isDuplicate, type Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { readChoice } from '../http/choices.ts'
import { Invalid, NotFound } from '../http/errors.ts'
import { readNamed, textUpTo } from '../http/fields.ts'
import { checkName, isLonger } from '../http/lengths.ts'
import { maybePattern } from './pattern.ts'
import { attributeModels, displayTypes } from './wire.ts'

export type DisplayType = (typeof displayTypes)[number]
export type AttributeModel = (typeof attributeModels)[number]

/** What the values under one key of `custom_attributes` mean: filters and agents' forms are made of it. */
export interface CustomAttributeDefinition {
  id: number
  account_id: number
  attribute_display_name: string
  attribute_display_type: DisplayType
  attribute_description: string | null
  attribute_key: string
  regex_pattern: string | null
  regex_cue: string | null
  attribute_values: string[]
  attribute_model: AttributeModel
  default_value: number | null
  /** Whether who writes for the account is held to it (fit.ts). */
  enforced: boolean
  created_at: Moment
  updated_at: Moment
}

/** As the client sent it: type and model by name or by number. */
export interface DefinitionInput {
  attribute_display_name?: string | null
  attribute_display_type?: unknown
  attribute_description?: string | null
  attribute_key?: string | null
  regex_pattern?: string | null
  regex_cue?: string | null
  attribute_values?: string[]
  attribute_model?: unknown
  enforced?: boolean
}

/** All of the account, or those of one model. */
export function listDefinitions(query: Query, accountId: number, model: AttributeModel | null = null): Promise<CustomAttributeDefinition[]> {
  return query<CustomAttributeDefinition>(
    'select * from custom_attribute_definitions where account_id = $1 and ($2::text is null or attribute_model = $2) order by id', [accountId, model])
}

/** Throws NotFound. */
export async function findDefinition(query: Query, accountId: number, id: number): Promise<CustomAttributeDefinition> {
  const [definition] = await query<CustomAttributeDefinition>('select * from custom_attribute_definitions where account_id = $1 and id = $2', [accountId, id])
  if (!definition) throw new NotFound()
  return definition
}

/** Throws Invalid. */
export async function createDefinition(query: Query, accountId: number, input: DefinitionInput): Promise<CustomAttributeDefinition> {
  const draft = { ...empty, ...checkInput({ ...input, attribute_display_name: input.attribute_display_name ?? '', attribute_key: input.attribute_key ?? '' }) }
  if (standardKeys[draft.attribute_model].includes(draft.attribute_key!)) {
    throw new Invalid('Attribute key The provided key is not allowed as it might conflict with default attributes.', ['attribute_key'])
  }
  checkEnforceable(draft)
  const [definition] = await unique(query<CustomAttributeDefinition>(
    `insert into custom_attribute_definitions (account_id, ${columns}) select $1, ${columns} from jsonb_populate_record(null::custom_attribute_definitions, $2) returning *`,
    [accountId, JSON.stringify(draft)]))
  return definition!
}

/** Changes what the input names. Throws NotFound, Invalid. */
export async function updateDefinition(query: Query, accountId: number, id: number, input: DefinitionInput): Promise<CustomAttributeDefinition> {
  const draft = { ...await findDefinition(query, accountId, id), ...checkInput(input) }
  checkEnforceable(draft)
  const [definition] = await unique(query<CustomAttributeDefinition>(
    `update custom_attribute_definitions set (${columns}) = (select ${columns} from jsonb_populate_record(null::custom_attribute_definitions, $3)), updated_at = now()
      where account_id = $1 and id = $2 returning *`,
    [accountId, id, JSON.stringify(draft)]))
  if (!definition) throw new NotFound()
  return definition
}

/** The values that are stored under its key stay. Throws NotFound. */
export async function deleteDefinition(query: Query, accountId: number, id: number): Promise<void> {
  const gone = await query('delete from custom_attribute_definitions where account_id = $1 and id = $2 returning id', [accountId, id])
  if (gone.length === 0) throw new NotFound()
}

/** A model by name or number; null for none. Throws the 422 of an unknown one. */
export const readModel = (value: unknown): AttributeModel | null => readChoice(attributeModels, value, 'attribute_model')

const columns = [
  'attribute_display_name', 'attribute_display_type', 'attribute_description', 'attribute_key', 'regex_pattern', 'regex_cue', 'attribute_values', 'attribute_model',
  'enforced',
].join(', ')

const empty = {
  attribute_display_type: 'text', attribute_description: null, regex_pattern: null, regex_cue: null, attribute_values: [] as string[],
  attribute_model: 'conversation_attribute', enforced: false,
} as const

/** Keys that mean something already (application API §4.5). */
const standardKeys: Record<AttributeModel, string[]> = {
  conversation_attribute: [
    'status', 'priority', 'assignee_id', 'inbox_id', 'team_id', 'display_id', 'campaign_id', 'labels', 'browser_language', 'country_code', 'referer', 'created_at',
    'last_activity_at',
  ],
  contact_attribute: [
    'name', 'email', 'phone_number', 'identifier', 'country_code', 'city', 'company_name', 'created_at', 'last_activity_at', 'referer', 'blocked',
  ],
}

const mostValues = 1000

/** What the input names, checked. */
function checkInput({ attribute_display_type, attribute_model, ...input }: DefinitionInput) {
  const type = readChoice(displayTypes, attribute_display_type, 'attribute_display_type') ?? undefined
  return readNamed({ ...input, attribute_display_type: type, attribute_model: readModel(attribute_model) ?? undefined }, {
    attribute_display_name: checkName, attribute_key: readKey, attribute_description: textUpTo(20_000), regex_pattern: textUpTo(255), regex_cue: textUpTo(255),
    attribute_values: readValues,
  })
}

/** Unlike one that only describes, a pattern that is asked must be one. */
function checkEnforceable({ enforced, regex_pattern }: { enforced?: boolean; regex_pattern?: string | null }): void {
  if (enforced && regex_pattern && !maybePattern(regex_pattern)) throw new Invalid('Regex pattern is not a regular expression', ['regex_pattern'])
}

function readKey(text: string | null): string {
  const key = checkName(text, 'attribute_key')
  if (!/^[\p{L}\p{N}_.-]+$/u.test(key)) throw new Invalid('Attribute key must only contain letters, numbers, underscores, hyphens, and dots', ['attribute_key'])
  return key
}

function readValues(values: string[]): string[] {
  if (values.length > mostValues) throw new Invalid(`Attribute values may be ${mostValues} at most`, ['attribute_values'])
  if (values.some((value) => isLonger(value, 255))) throw new Invalid('Attribute values is too long (maximum is 255 characters)', ['attribute_values'])
  return values
}

async function unique<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing
  } catch (error) {
    if (isDuplicate(error, 'custom_attribute_definitions_key')) throw new Invalid('Attribute key has already been taken', ['attribute_key'])
    throw error
  }
}
