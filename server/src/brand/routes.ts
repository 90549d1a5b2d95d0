import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import Type from 'typebox'
import { NotFound } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { OneOf } from '../http/shapes.ts'
import { pictureNames, pictureSetting } from './brand.ts'

const types: Record<string, string> = {
  '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.webp': 'image/webp', '.gif': 'image/gif', '.ico': 'image/x-icon',
}

/** `/brand/logo` and its like: the operator's own files. Opened by itself, a picture runs nothing. */
export async function brandRoutes(app: App): Promise<void> {
  app.get('/brand/:name', { schema: { hide: true, params: Type.Object({ name: OneOf(pictureNames) }) } }, async ({ params }, reply) => {
    const picture = pictureSetting(app.config, params.name)
    const type = picture && 'file' in picture ? types[extname(picture.file).toLowerCase()] : undefined
    if (!picture || !('file' in picture) || !type) throw new NotFound()
    const bytes = await readFile(picture.file).catch(() => { throw new NotFound() })
    return reply.headers({ 'content-type': type, 'cache-control': 'public, max-age=3600', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox" }).send(bytes)
  })
}
