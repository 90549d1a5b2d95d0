import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Type from 'typebox'
import { brandedPage, pictureOrigins } from './brand/brand.ts'
import type { Config } from './config.ts'
import { HttpError } from './http/errors.ts'
import type { App } from './http/fastify.ts'
import { publicUrl } from './http/public_url.ts'

const built = fileURLToPath(new URL('../../dashboard/dist', import.meta.url))

/** The agents' single page, at every address that its own router knows, and its files. A person who is lost sees it too; programs get a JSON 404. */
export async function dashboardRoutes(app: App): Promise<void> {
  await app.register(fastifyStatic, { serve: false, dotfiles: 'ignore' })
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' })
  })

  const hidden = { hide: true } as const
  for (const url of ['/', '/index.html', '/app', '/app/*', '/installation/onboarding']) {
    app.get(url, { schema: hidden }, async (_request, reply) => sendPage(app, reply))
  }
  app.setNotFoundHandler(async (request, reply) => {
    reply.code(404)
    return wantsPage(request) ? sendPage(app, reply) : reply.send({ status: 404, error: 'Not Found' })
  })

  // Names in /assets change with their content.
  const directories = [['/assets/:file', join(built, 'assets'), { maxAge: '365d', immutable: true }], ['/:file', built, { maxAge: '1h' }]] as const
  for (const [url, directory, caching] of directories) {
    app.get(url, { schema: { ...hidden, params: Type.Object({ file: Type.String() }) } }, async ({ params }, reply) =>
      (/^[\w-][\w.-]*$/.test(params.file) ? reply.sendFile(params.file, directory, caching) : reply.callNotFound()))
  }
}

async function sendPage(app: App, reply: FastifyReply) {
  const page = brandedPage(await readPage(), app.config)
  return reply.headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache', 'content-security-policy': policyFor(page, app.config) }).send(page)
}

/** Whether a browser was led to an address that is none of the API's and no file's. */
function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  const isForPrograms = /^\/(api|public|auth|platform|rails|cable|assets|brand)(\/|\?|$)/.test(url)
  return method === 'GET' && !isForPrograms && /^text\/html\b/.test(headers.accept ?? '')
}

/** Read each time, so that a build is served without a restart. */
async function readPage(): Promise<string> {
  try {
    return await readFile(join(built, 'index.html'), 'utf8')
  } catch {
    throw new HttpError(503, 'The dashboard has not been built: npm run build\n')
  }
}

/** Only our own scripts run: those in files of ours, and the page's inline one by its digest. Pictures may stand at PUBLIC_URL although the page was opened elsewhere. */
function policyFor(page: string, config: Config): string {
  const inline = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => `'sha256-${createHash('sha256').update(text!).digest('base64')}'`)
  const own = `'self' ${new URL(publicUrl()).origin}`
  return [
    "default-src 'self'", `script-src 'self' ${inline.join(' ')}`.trim(), "style-src 'self' 'unsafe-inline'", "font-src 'self' data:",
    `img-src ${[own, ...pictureOrigins(config)].join(' ')} data: blob:`, `media-src ${own} blob:`, "connect-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
