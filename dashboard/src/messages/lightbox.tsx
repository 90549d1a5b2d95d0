import { Dialog } from '@base-ui/react/dialog'
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { buttonClass, IconButton } from '../ui/button.tsx'
import type { Attachment } from '../wire.ts'
import { fileNameOf } from './files.ts'
import { safeFile } from './safe_url.ts'

/** The thread's pictures one by one: arrows go on, Esc closes, the focus returns to the picture. */
export function Lightbox({ pictures, shown, onShow }: { pictures: Attachment[]; shown: Attachment | null; onShow: (picture: Attachment | null) => void }) {
  const index = pictures.findIndex((picture) => picture.id === shown?.id)
  const url = safeFile(shown?.data_url)
  const go = (step: number) => pictures[index + step] && onShow(pictures[index + step]!)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') go(-1)
    if (event.key === 'ArrowRight') go(1)
  }
  return (
    <Dialog.Root open={shown !== null} onOpenChange={(open) => !open && onShow(null)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim backdrop-blur-sm animate-appear" />
        <Dialog.Popup onKeyDown={onKeyDown} className="fixed inset-0 z-40 flex flex-col p-4 outline-none animate-appear">
          <div className="mb-3 flex items-center gap-2 self-center rounded-lg bg-surface py-1 ps-3 pe-1 shadow-dialog">
            <Dialog.Title className="max-w-[50vw] truncate text-sm font-medium">{shown && fileNameOf(shown)}</Dialog.Title>
            {pictures.length > 1 && (
              <>
                <span className="figures text-xs text-text-2">{`${index + 1} of ${pictures.length}`}</span>
                <IconButton label="Previous picture" disabled={index <= 0} onClick={() => go(-1)}>
                  <ChevronLeft aria-hidden />
                </IconButton>
                <IconButton label="Next picture" disabled={index === pictures.length - 1} onClick={() => go(1)}>
                  <ChevronRight aria-hidden />
                </IconButton>
              </>
            )}
            {shown && url && (
              <a href={url} download={fileNameOf(shown)} target="_blank" rel="noopener noreferrer" aria-label="Download" className={`${buttonClass('ghost')} w-8 px-0! touch:w-11`}>
                <Download aria-hidden />
              </a>
            )}
            <Dialog.Close
              render={
                <IconButton label="Close">
                  <X aria-hidden />
                </IconButton>
              }
            />
          </div>
          <button type="button" aria-label="Close the picture" tabIndex={-1} onClick={() => onShow(null)} className="absolute inset-0 -z-10 cursor-zoom-out!" />
          {url && <img src={url} alt={shown ? fileNameOf(shown) : ''} className="pointer-events-none m-auto max-h-[calc(100%-4rem)] max-w-full rounded-lg object-contain" />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
