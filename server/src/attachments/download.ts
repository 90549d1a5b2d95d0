import { Readable } from 'node:stream'
import { Agent, request, type Dispatcher } from 'undici'
import type { Guard } from '../deliveries/guard.ts'
import { storeFile } from './storage.ts'

/** Why a file could not be had. `isFinal`: trying again would be of no use. */
export class DownloadError extends Error {
  readonly isFinal: boolean
  constructor(message: string, isFinal: boolean) {
    super(message)
    this.isFinal = isFinal
  }
}

export interface Downloader {
  /** Stores what is at a web address of somebody else. `limit` in bytes. Throws DownloadError. */
  download(url: string, limit: number, stop: AbortSignal): Promise<{ blob_key: string; file_size: number; content_type: string }>
  close(): Promise<void>
}

const wholeWithin = 20_000
const redirectsFollowed = 3

/** Fetches files from addresses that strangers have named: only where `guard` lets it, at every step of the way. */
export function createDownloader(guard: Guard, dataDir: string): Downloader {
  const agent = new Agent({ connect: { lookup: guard.lookup, timeout: wholeWithin }, allowH2: false })
  return {
    async download(url, limit, stop) {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(wholeWithin)])
      try {
        const { body, headers } = await open(agent, guard, new URL(url), signal)
        if (Number(headers['content-length']) > limit) {
          body.destroy()
          throw new DownloadError('it is too big', true)
        }
        const content_type = /^[^;]*/.exec(String(headers['content-type'] ?? ''))![0].trim().toLowerCase()
        return { ...await storeFile(dataDir, Readable.from(bounded(body, limit))), content_type }
      } catch (error) {
        if (error instanceof DownloadError) throw error
        throw new DownloadError((error as Error).message, (error as { code?: string }).code === 'ERR_ADDRESS_REFUSED')
      }
    },
    close: () => agent.destroy(),
  }
}

async function open(agent: Agent, guard: Guard, first: URL, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  let url = first
  for (let step = 0; step <= redirectsFollowed; step++) {
    const refusal = guard.refusal(url)
    if (refusal) throw new DownloadError(refusal, true)
    const response = await request(url, { dispatcher: agent, signal, headers: { accept: 'image/*, video/*', 'user-agent': 'Parley' } })
    const { statusCode, headers, body } = response
    if (statusCode === 200) return response
    // What is left of the answer has no reader.
    body.on('error', () => undefined).destroy()
    const location = statusCode >= 301 && statusCode <= 308 && typeof headers.location === 'string' ? headers.location : null
    if (location === null || !URL.canParse(location, url.href)) throw new DownloadError(`it answers ${statusCode}`, statusCode < 500 && statusCode !== 429)
    url = new URL(location, url.href)
  }
  throw new DownloadError(`it leads to more than ${redirectsFollowed} other addresses`, true)
}

/** Passes on what comes, up to so many bytes. */
async function* bounded(body: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > limit) throw new DownloadError('it is too big', true)
    yield chunk
  }
}
