import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { isOrphan, isUnavailable } from '../db/db.ts'
import { HttpError, NotFound } from './errors.ts'
import type { App } from './fastify.ts'

/** Gives every failure the shape that its door has (application API §0.5, client API §1.5). Nothing internal is told. */
export function registerErrors(app: App): void {
  app.setErrorHandler((error, request, reply) => answerError(error as Error, request, reply))
  // Answers go out as the pure functions made them: a serialiser that follows the schema would drop keys in silence.
  app.setSerializerCompiler(() => (payload) => JSON.stringify(payload))
}

/** Also for what Fastify refuses before it knows the route, such as an address that cannot be decoded. */
export function answerError(error: Error & Partial<FastifyError>, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof HttpError) {
    if (typeof error.body === 'string') reply.type('text/plain')
    return reply.code(error.status).send(error.body)
  }
  // What the record belongs to was deleted between the look and the write.
  if (error instanceof NotFound || isOrphan(error)) return reply.code(404).send(notFoundAt(request.url))
  const { statusCode } = error
  if (statusCode === 413) return reply.code(413).send({ status: 413, error: 'Payload Too Large' })
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return reply.code(statusCode).send({ status: statusCode, error: 'Bad Request' })
  request.log.error({ err: error }, 'request failed')
  if (isUnavailable(error)) return reply.code(503).send({ status: 503, error: 'Service Unavailable' })
  return reply.code(500).send({ status: 500, error: 'Internal Server Error' })
}

/** The client and platform doors have no words of their own for it. */
const notFoundAt = (url: string) =>
  /^\/(public|platform)\//.test(url) ? { status: 404, error: 'Not Found' } : { error: 'Resource could not be found' }
