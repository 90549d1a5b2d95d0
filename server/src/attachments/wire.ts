import Type, { type Static } from 'typebox'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, Nullable, Text } from '../http/shapes.ts'
import type { Attachment } from '../messages/message.ts'

/** A stored file of a message (client API §4.7). */
export const AttachmentJson = Type.Object({
  id: Id, message_id: Id, file_type: Text, account_id: Id, extension: Nullable(Text), content_type: Text,
  data_url: Text, thumb_url: Text, file_size: Type.Integer(), width: Nullable(Type.Integer()), height: Nullable(Type.Integer()),
  transcribed_text: Type.Optional(Text),
}, { $id: 'Attachment' })
export const attachmentJson = (file: Attachment): Static<typeof AttachmentJson> => ({
  id: file.id,
  message_id: file.message_id,
  file_type: file.file_type,
  account_id: file.account_id,
  extension: file.extension,
  content_type: file.content_type,
  data_url: absoluteUrl(blobPath(file)) + (file.file_type === 'audio' ? '?disposition=inline' : ''),
  thumb_url: file.file_type === 'image' ? absoluteUrl(blobPath(file)) : '',
  file_size: file.file_size,
  width: file.width,
  height: file.height,
  ...(file.file_type === 'audio' ? { transcribed_text: '' } : {}),
})

/** Clients cut the address at `/rails/` and take its last segment for the file's name (quirk 19). */
export const blobPath = (file: Pick<Attachment, 'blob_key' | 'file_name'>) => `/rails/active_storage/blobs/redirect/${file.blob_key}/${encodeURIComponent(file.file_name)}`
