import type { FastifyRequest } from 'fastify'
import { member } from '../http/auth.ts'
import { mostFiles, tooManyFiles } from '../http/body.ts'
import { refused } from '../http/errors.ts'
import { Upload } from '../http/params.ts'
import { takeUpload } from '../uploads/uploads.ts'

/** The files of a message: a list of uploads. A single one is taken as a list of one; anything that is no file is refused. */
export function uploadsOf(attachments: unknown): Upload[] {
  return listOf(attachments).map((item) => {
    if (!(item instanceof Upload)) throw refused('attachments must be files')
    return kept(item)
  })
}

/** The same for members of the account, who may also name files that were uploaded before by their ids (application API §7.4). */
export async function filesOf(request: FastifyRequest, attachments: unknown): Promise<Upload[]> {
  const list = listOf(attachments)
  if (list.length > mostFiles) throw tooManyFiles
  const files: Upload[] = []
  for (const item of list) files.push(kept(item instanceof Upload ? item : await uploadedBefore(request, item)))
  return files
}

/** It belongs to the request from now on: if that fails, it is removed like one that came with it. */
async function uploadedBefore(request: FastifyRequest, id: unknown): Promise<Upload> {
  if (typeof id !== 'string') throw refused('attachments must be files or ids of uploads')
  const upload = await takeUpload(request.server.db.query, request.server.config.dataDir, member(request).account.id, id)
  request.uploads.push(upload)
  return upload
}

function listOf(attachments: unknown): unknown[] {
  if (attachments === undefined || attachments === null || attachments === '') return []
  return [attachments].flat().filter((item) => item !== '' && item !== null)
}

function kept(upload: Upload): Upload {
  upload.isKept = true
  return upload
}
