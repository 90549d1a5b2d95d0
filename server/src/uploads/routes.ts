import { basename, extname } from 'node:path'
import Type from 'typebox'
import { createDownloader, DownloadError, type Downloader } from '../attachments/download.ts'
import { removeFile } from '../attachments/storage.ts'
import { blobPath } from '../attachments/wire.ts'
import { createGuard } from '../deliveries/guard.ts'
import { member } from '../http/auth.ts'
import { refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { isLonger } from '../http/lengths.ts'
import { Upload } from '../http/params.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, Text } from '../http/shapes.ts'
import { throttled } from '../http/throttle.ts'
import { keepUpload, type StoredUpload } from './uploads.ts'

const UploadJson = Type.Object({ file_url: Text, blob_id: Text }, { $id: 'Upload' })
const uploadJson = (upload: StoredUpload) => ({ file_url: absoluteUrl(blobPath(upload)), blob_id: upload.blob_key })

const perHour = 60
const longestUrl = 2048

/** `POST /upload`: a file ahead of the message that will carry it, sent or named by its address (application API §4.14). */
export async function uploadRoutes(app: App): Promise<void> {
  // Any agent names the address: what the operator allows for callbacks is not for that.
  const downloader = createDownloader(createGuard({ ...app.config, webhookAllowHosts: [] }), app.config.dataDir)
  const stopping = new AbortController()
  app.addHook('onClose', async () => {
    stopping.abort()
    await downloader.close()
  })

  const Input = Type.Object({ attachment: Type.Optional(Type.Unknown({ description: 'A file, in a multipart body' })), external_url: Type.Optional(Text) })
  const limited = throttled(perHour, 3600, ({ caller }) => String(caller.account!.id))
  app.post('', {
    onRequest: limited, config: { files: true },
    schema: { tags: ['Files'], summary: 'Upload a file ahead of its message', params: Type.Object({ account_id: Id }), body: Input, response: { 200: UploadJson } },
  }, async (request) => {
    const { attachment, external_url } = request.body
    const account_id = member(request).account.id
    if (attachment instanceof Upload) {
      const upload = await keepUpload(app.db.query, { account_id, ...attachment })
      attachment.isKept = true
      return uploadJson(upload)
    }
    if (!external_url?.trim()) throw refused('No file or URL provided')
    const fetched = await fetchFile(downloader, app.config, external_url.trim(), stopping.signal)
    return uploadJson(await keepUpload(app.db.query, { account_id, ...fetched }))
  })
}

/** Images and videos only, from public addresses only. */
async function fetchFile(downloader: Downloader, config: App['config'], url: string, stop: AbortSignal) {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url) || isLonger(url, longestUrl)) throw refused('Invalid URL provided')
  try {
    const file = await downloader.download(url, config.maximumFileUploadSize * 1024 * 1024, stop)
    if (/^(image|video)\/[\w.+-]+$/.test(file.content_type)) return { ...file, file_name: fileName(url, file.content_type) }
    await removeFile(config.dataDir, file.blob_key)
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error
    throw refused(error.message === 'it is too big' ? 'File exceeds the maximum allowed size' : `Failed to fetch file from URL: ${error.message}`)
  }
  throw refused('File type not supported (only images and videos are allowed)')
}

/** The last part of the address, with an ending that tells the type. */
function fileName(url: string, contentType: string): string {
  const last = decoded(basename(new URL(url).pathname)).replace(/[\p{Cc}/\\]/gu, '_').slice(0, 200)
  const name = last.trim() || 'file'
  return extname(name) ? name : `${name}.${contentType.split('/')[1]!.replace(/\W.*/, '')}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
