/** An answer that is an error: `body` goes out as it is, with `status`. The shapes are those of application API §0.5. */
export class HttpError extends Error {
  readonly status: number
  readonly body: unknown
  constructor(status: number, body: unknown) {
    super(typeof body === 'string' ? body : JSON.stringify(body))
    this.status = status
    this.body = body
  }
}

/** A record that is not there, or not for this caller. Each door gives it the shape it has there. */
export class NotFound extends Error {}

/** 422 `{message, attributes}`: a record that does not satisfy its rules. `added`: keys beyond those of the wire. */
export class Invalid extends HttpError {
  readonly text: string
  readonly attributes: string[]
  constructor(text: string, attributes: string[], added: object = {}) {
    super(422, { message: text, attributes, ...added })
    this.text = text
    this.attributes = attributes
  }
}

/** 422 `{error}`: a request that breaks a rule of the product. */
export const refused = (text: string) => new HttpError(422, { error: text })

/** 401 `{error}`, which is also what a role that may not do this is answered. */
export const unauthorized = (text = 'You are not authorized to do this action') => new HttpError(401, { error: text })
