/** A refused or failed request. `message` is fit for people; `status` is 0 when no answer came. */
export class ApiError extends Error {
  status: number
  /** Names of the attributes the server complained about ("base" for the object as a whole). */
  attributes: string[]
  requestId: string | null

  constructor(message: string, status: number, attributes: string[] = [], requestId: string | null = null) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.attributes = attributes
    this.requestId = requestId
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) => request<T>('GET', path + queryString(query), undefined, signal)
export const post = <T>(path: string, body?: unknown) => request<T>('POST', path, body)
export const patch = <T>(path: string, body?: unknown) => request<T>('PATCH', path, body)
export const del = <T>(path: string, body?: unknown) => request<T>('DELETE', path, body)

/** Path of a route under the account: `accountPath(1, 'inboxes')` is `/api/v1/accounts/1/inboxes`. */
export const accountPath = (accountId: number, path: string) => `/api/v1/accounts/${accountId}/${path}`

/** Called when the server says that nobody is signed in (the session ended elsewhere or ran out). */
export function onSignedOut(listener: () => void) {
  signedOutListeners.add(listener)
  return () => signedOutListeners.delete(listener)
}
const signedOutListeners = new Set<() => void>()

/**
 * Same-origin request with the session cookie. Bodies are JSON, or multipart when a FormData is given.
 * Answers the parsed body (null when empty); throws ApiError.
 */
async function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const form = body instanceof FormData
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined && !form) headers['content-type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers,
      body: form ? body : body === undefined ? null : JSON.stringify(body),
      credentials: 'same-origin',
      signal: signal ?? null,
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError('The server cannot be reached. Check your connection and try again.', 0)
  }
  const text = await response.text()
  const answer = parseJson(text)
  if (response.ok) return answer as T
  throw refusal(response, answer, text)
}

function refusal(response: Response, answer: unknown, text: string) {
  const body = (answer ?? {}) as { error?: unknown; message?: unknown; errors?: unknown; attributes?: unknown }
  if (response.status === 401 && isSessionGone(response.url, body.errors)) for (const listener of signedOutListeners) listener()
  const attributes = Array.isArray(body.attributes) ? body.attributes.map(String) : []
  return new ApiError(refusalText(response.status, body, text), response.status, attributes, response.headers.get('x-request-id'))
}

/** Application API §0.5: a missing session answers `errors`; a refusal by role answers `error`, with 401 as well. */
function isSessionGone(url: string, errors: unknown) {
  return Array.isArray(errors) && !new URL(url).pathname.startsWith('/auth/')
}

function refusalText(status: number, body: { error?: unknown; message?: unknown; errors?: unknown }, text: string) {
  if (status === 429) return 'Too many tries. Wait a little, then try again.'
  if (typeof body.message === 'string' && body.message) return body.message
  if (typeof body.error === 'string' && body.error && status < 500) return body.error
  if (body.error && typeof body.error === 'object') return Object.values(body.error).flat().join(', ')
  if (Array.isArray(body.errors) && body.errors.length > 0) return body.errors.map(String).join(', ')
  if (status === 413) return 'That is too large for the server.'
  if (status >= 500) return 'The server could not do that. Try again; if it keeps failing, look at its log.'
  return text.length > 0 && text.length < 200 && !text.startsWith('<') ? text.trim() : `The server answered ${status}.`
}

function parseJson(text: string): unknown {
  if (!text) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function queryString(query?: Query) {
  const pairs = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined) pairs.append(name, String(value))
  }
  const text = pairs.toString()
  return text ? `?${text}` : ''
}
