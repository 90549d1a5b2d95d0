import { refused } from '../http/errors.ts'
import { Upload } from '../http/params.ts'

/** The files of a message: a list of uploads. A single one is taken as a list of one; anything that is no file is refused. */
export function uploadsOf(attachments: unknown): Upload[] {
  if (attachments === undefined || attachments === null || attachments === '') return []
  const list = Array.isArray(attachments) ? attachments : [attachments]
  return list.filter((item) => item !== '' && item !== null).map((item) => {
    if (!(item instanceof Upload)) throw refused('attachments must be files')
    item.isKept = true
    return item
  })
}
