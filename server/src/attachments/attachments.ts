import { extname } from 'node:path'
import type { Db } from '../db/db.ts'
import type { Upload } from '../http/params.ts'
import type { Attachment, Message } from '../messages/message.ts'

/** The rows of files that came with a message; the files themselves are stored already. */
export async function attachFiles(db: Db, message: Message, files: Upload[], isVoice = false): Promise<Attachment[]> {
  const ids = await db.query<{ id: number }>(`select nextval('attachments_id_seq') as id from generate_series(1, $1::int)`, [files.length])
  return files.map((file, index) => ({
    id: ids[index]!.id,
    account_id: message.account_id,
    message_id: message.id,
    file_type: fileType(file.content_type),
    file_name: file.file_name,
    extension: extname(file.file_name).slice(1).toLowerCase() || null,
    content_type: file.content_type,
    file_size: file.file_size,
    width: null,
    height: null,
    blob_key: file.blob_key,
    meta: isVoice && fileType(file.content_type) === 'audio' ? { is_voice_message: true } : {},
    created_at: message.created_at,
  }))
}

/** How a file is shown, from the type that its sender declared (client API §4.3). */
function fileType(contentType: string): string {
  if (/^image\/(jpeg|jpg|png|gif|bmp|webp)$/.test(contentType)) return 'image'
  if (/^video\/(ogg|mp4|webm|quicktime)$/.test(contentType)) return 'video'
  return contentType.startsWith('audio/') ? 'audio' : 'file'
}
