// What the API says of itself, as far as requests are made of it.

export interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  items?: Schema
  format?: string
}

export interface Parameter {
  in: 'path' | 'query' | 'header'
  name: string
  schema: Schema
}

export interface Operation {
  method: string
  /** With its parameters in braces. */
  path: string
  parameters: Parameter[]
  body: Schema | null
}

/** Every operation of an OpenAPI document, with references resolved one level at a time by `resolve`. */
export function operationsOf(document: any): { operations: Operation[]; resolve: (schema: Schema) => Schema } {
  const operations = Object.entries<any>(document.paths).flatMap(([path, methods]) => Object.entries<any>(methods).map(([method, operation]): Operation => ({
    method: method.toUpperCase(), path,
    parameters: (operation.parameters ?? []).filter((parameter: any) => !parameter.$ref),
    body: operation.requestBody?.content['application/json']?.schema ?? null,
  })))
  const resolve = (schema: Schema): Schema => (schema.$ref ? resolve(document.components.schemas[schema.$ref.split('/').at(-1)!]) : schema)
  return { operations, resolve }
}
