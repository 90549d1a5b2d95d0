import { Upload } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { addFiles } from './picked_files.ts'

/** Files may be dropped anywhere on the thread. */
export function DropZone({ place, children }: { place: string; children: ReactNode }) {
  const [isOver, setIsOver] = useState(false)
  // Entering a child leaves its parent: only the sum tells whether the pointer is still inside.
  const depth = useRef(0)
  const move = (event: DragEvent, step: number) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    depth.current = Math.max(0, depth.current + step)
    setIsOver(depth.current > 0)
  }
  const drop = (event: DragEvent) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    depth.current = 0
    setIsOver(false)
    addFiles(place, [...event.dataTransfer.files])
  }
  return (
    <div
      className="relative flex min-h-0 flex-1 flex-col"
      onDragEnter={(event) => move(event, 1)}
      onDragLeave={(event) => move(event, -1)}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDrop={drop}
    >
      {children}
      {isOver && (
        <div className="pointer-events-none absolute inset-2 z-10 grid place-items-center rounded-xl border-2 border-dashed border-accent bg-surface/90 animate-appear">
          <p className="flex items-center gap-2 text-md font-semibold text-accent-text">
            <Upload aria-hidden className="size-5" />
            Drop files to attach them
          </p>
        </div>
      )}
    </div>
  )
}

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')
