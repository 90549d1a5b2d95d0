import Type, { type TSchema } from 'typebox'
import { HttpError, refused } from './errors.ts'

type Values = Record<string, unknown>

/**
 * Reads a request's values the way the clients of this wire expect (quirks 8–10, client API §1.2): a number for a text is
 * taken, numbers and booleans may come as text, an object or a list where one value stands is dropped, unknown keys are
 * ignored, blank numbers count as absent. What cannot be meant at all is a 422: an unknown enum value, a NUL byte.
 * `schema` is the shape that the route declares; its type is what the handler gets.
 */
export function readParams(schema: TSchema, raw: unknown): Values {
  const values = isObject(raw) ? raw : {}
  const read: Values = {}
  for (const [key, property] of Object.entries(propertiesOf(schema))) {
    const value = cast(property, values[key], key)
    if (value !== undefined) read[key] = value
    else if ('default' in property) read[key] = property.default
    else if (required(schema).includes(key)) throw refused(`param is missing or the value is empty: ${key}`)
  }
  return read
}

/** Path, query and body as one set; the path wins, then the body (client API §1.2). A root key of `root` may wrap the body (application API §0.4). */
export function mergeParams(query: unknown, body: unknown, root?: string): Values {
  const flat = isObject(body) ? body : {}
  const wrapped = root && isObject(flat[root]) ? flat[root] : {}
  return { ...(isObject(query) ? query : {}), ...flat, ...wrapped }
}

export const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Upload)

/** A file of a multipart body, already stored. */
export class Upload {
  readonly file_name: string
  readonly content_type: string
  readonly file_size: number
  readonly blob_key: string
  /** Set by whoever has a use for the file: the others are removed when the request ends. */
  isKept = false
  constructor(file: { file_name: string; content_type: string; file_size: number; blob_key: string }) {
    this.file_name = file.file_name
    this.content_type = file.content_type
    this.file_size = file.file_size
    this.blob_key = file.blob_key
  }
}

/** Throws a 422 when a text could not be stored or sent as it is. */
export function checkText(text: string, name: string): string {
  if (text.includes('\0') || !text.isWellFormed()) throw new HttpError(422, { message: `${humanName(name)} contains invalid characters`, attributes: [name] })
  return text
}

/** Deeper values break what stores and sends them; the incumbent's parser refuses them, too. */
const deepest = 100

/** Throws a SyntaxError for what is no JSON, or is nested too deeply. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (isDeeper(value, deepest)) throw new SyntaxError(`JSON is nested deeper than ${deepest} levels`)
  return value
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1)))

/** `phone_number` → `Phone number`, as messages name attributes. */
export const humanName = (name: string) => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll('_', ' ')

function cast(schema: TSchema, value: unknown, name: string): unknown {
  if (value === undefined) return undefined
  if (Type.IsUnion(schema)) return castUnion(schema, value, name)
  if (Type.IsEnum(schema)) return castEnum(schema, value, name)
  if (Type.IsString(schema)) return isScalar(value) ? checkText(String(value), name) : undefined
  if (Type.IsInteger(schema)) return castNumber(value, Number.isSafeInteger)
  if (Type.IsNumber(schema)) return castNumber(value, Number.isFinite)
  if (Type.IsBoolean(schema)) return castBoolean(value)
  if (Type.IsArray(schema)) return castArray(schema, value, name)
  if (Type.IsRecord(schema)) return isObject(value) ? checkDeep(value, name) : undefined
  if (Type.IsObject(schema)) return isObject(value) ? readParams(schema, value) : undefined
  return checkDeep(value, name)
}

function castUnion(schema: Type.TUnion, value: unknown, name: string): unknown {
  if (value === null) return schema.anyOf.some((option) => Type.IsNull(option)) ? null : undefined
  for (const option of schema.anyOf) {
    const read = Type.IsNull(option) ? undefined : cast(option, value, name)
    if (read !== undefined) return read
  }
  // A blank text where a number or nothing may stand means nothing.
  return value === '' && schema.anyOf.some((option) => Type.IsNull(option)) ? null : undefined
}

function castEnum(schema: Type.TEnum, value: unknown, name: string): unknown {
  if (value === null || value === '' || !isScalar(value)) return undefined
  const text = String(value)
  if (!(schema.enum as unknown[]).includes(text)) throw refused(`'${text.slice(0, 50)}' is not a valid ${name}`)
  return text
}

function castNumber(value: unknown, fits: (number: number) => boolean): number | undefined {
  if (typeof value === 'boolean' || !isScalar(value) || String(value).trim() === '') return undefined
  const number = Number(value)
  return fits(number) ? number : undefined
}

function castBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (value === null || value === '' || !isScalar(value)) return undefined
  return !['0', 'f', 'F', 'false', 'FALSE', 'off', 'OFF'].includes(String(value))
}

function castArray(schema: Type.TArray, value: unknown, name: string): unknown[] | undefined {
  // Forms write lists with numbered keys too: {"0": …, "1": …}.
  const list = Array.isArray(value) ? value : isObject(value) && Object.keys(value).every((key) => /^\d+$/.test(key)) ? Object.values(value) : undefined
  // Dropped in silence, what is no object would make a filter let everything through: it is read as one without keys.
  if (Type.IsObject(schema.items)) return list?.map((item) => readParams(schema.items, item))
  return list?.map((item) => cast(schema.items, item, name)).filter((item) => item !== undefined)
}

/** The same for every text within a value. */
export function checkDeep(value: unknown, name: string): unknown {
  if (typeof value === 'string') return checkText(value, name)
  if (Array.isArray(value)) return value.map((item) => checkDeep(item, name))
  if (!isObject(value)) return value
  for (const [key, item] of Object.entries(value)) {
    checkText(key, name)
    checkDeep(item, name)
  }
  return value
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)
const propertiesOf = (schema: TSchema) => ((schema as { properties?: Record<string, TSchema & { default?: unknown }> }).properties ?? {})
const required = (schema: TSchema) => ((schema as { required?: string[] }).required ?? [])
