import { useRef } from 'react'
import { Button, type ButtonProps } from './button.tsx'

/** A button to choose a file with; the same one may be chosen again. `label` names the field behind it. */
export function FileButton({ label, accept, onChoose, ...button }: Omit<ButtonProps, 'onClick'> & { label: string; accept?: string; onChoose: (file: File) => void }) {
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={field}
        type="file"
        aria-label={label}
        tabIndex={-1}
        accept={accept}
        className="sr-only"
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) onChoose(file)
          target.value = ''
        }}
      />
      <Button {...button} onClick={() => field.current?.click()} />
    </>
  )
}
