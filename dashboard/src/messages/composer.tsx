import { Lock, Paperclip, SendHorizontal } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef } from 'react'
import { useCannedResponses } from '../canned_responses/picker.tsx'
import { contactName } from '../conversations/names.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Notice } from '../ui/error_state.tsx'
import { Kbd } from '../ui/kbd.tsx'
import type { Conversation } from '../wire.ts'
import { ComposerFiles } from './composer_files.tsx'
import type { ComposerMode } from './drafts.ts'
import { type ComposerState, useComposer } from './use_composer.ts'

/** Where an agent writes: a reply that the customer gets, or a note that stays in the team. */
export function Composer({ conversation }: { conversation: Conversation }) {
  const composer = useComposer(conversation)
  const isNote = composer.mode === 'note'
  const field = useRef<HTMLTextAreaElement>(null)
  useFocusOnOpen(field)
  const canned = useCannedResponses(field, conversation, composer.text, composer.setText)

  const send = () => {
    composer.send()
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // An Enter that ends an input method's composition belongs to the input method.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (canned.onKey(event)) return
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault()
      send()
    } else if (event.key === 'Escape') {
      document.querySelector<HTMLElement>(`[data-conversation="${conversation.id}"]`)?.focus()
    }
  }
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files]
    if (files.length === 0) return
    // Office programs put a picture of the text beside the text itself.
    if (event.clipboardData.types.includes('text/plain')) return
    event.preventDefault()
    composer.addFiles(files)
  }

  return (
    <div className="mx-auto w-full max-w-[808px] shrink-0 px-6 pb-4 max-md:px-2 max-md:pb-2">
      {!conversation.can_reply && (
        <div className="mb-2">
          <Notice tone="warning">The time to reply to this conversation has run out. Private notes still work.</Notice>
        </div>
      )}
      <form
        aria-label={isNote ? 'Write a private note' : 'Write a reply'}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
        className={cx(
          'relative rounded-xl border transition-colors focus-within:outline-2 focus-within:outline-offset-0',
          isNote ? 'border-note-border bg-note focus-within:outline-note-border' : 'border-border-strong bg-surface focus-within:border-focus focus-within:outline-focus/30',
        )}
      >
        {canned.list}
        <Modes composer={composer} canReply={conversation.can_reply} onChange={() => field.current?.focus()} />
        <textarea
          ref={field}
          value={composer.text}
          onChange={(event) => {
            composer.setText(event.target.value)
            canned.onCursor()
          }}
          onSelect={canned.onCursor}
          {...canned.fieldProps}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          rows={1}
          maxLength={150_000}
          dir="auto"
          aria-label={isNote ? 'Private note' : 'Reply'}
          placeholder={isNote ? 'Write a note for your team. @Name tells a colleague.' : `Reply to ${shortened(contactName(conversation))}`}
          className={cx('block field-sizing-content max-h-52 min-h-14 w-full max-md:min-h-10 resize-none bg-transparent px-3 py-2 text-base outline-none', isNote && 'text-note-text placeholder:text-note-text/70')}
        />
        <ComposerFiles files={composer.files} onRemove={composer.removeFile} />
        <Actions composer={composer} onFiles={composer.addFiles} />
      </form>
    </div>
  )
}

const shortened = (name: string) => (name.length > 40 ? `${name.slice(0, 40).trimEnd()}…` : name)

function Modes({ composer, canReply, onChange }: { composer: ComposerState; canReply: boolean; onChange: () => void }) {
  const choose = (mode: ComposerMode) => {
    composer.setMode(mode)
    onChange()
  }
  const look = (active: boolean) =>
    cx('flex h-7 items-center gap-1.5 rounded-md px-2 text-sm font-medium transition-colors disabled:cursor-not-allowed disabled:text-text-3 touch:h-10', active ? 'text-text' : 'text-text-2 hover:text-text')
  const isNote = composer.mode === 'note'
  return (
    <div role="group" aria-label="Kind of message" className="flex items-center gap-1 px-1.5 pt-1.5">
      <button type="button" aria-pressed={!isNote} disabled={!canReply} onClick={() => choose('reply')} className={cx(look(!isNote), !isNote && 'bg-surface-3')}>
        Reply
      </button>
      <button type="button" aria-pressed={isNote} onClick={() => choose('note')} className={cx(look(isNote), isNote && 'bg-note-border text-note-text!')}>
        <Lock aria-hidden className="size-3.5" />
        Private note
      </button>
      {isNote && <span className="ms-auto truncate pe-1.5 text-xs text-note-text">Only your team sees this</span>}
    </div>
  )
}

function Actions({ composer, onFiles }: { composer: ComposerState; onFiles: (files: File[]) => void }) {
  const picker = useRef<HTMLInputElement>(null)
  const isNote = composer.mode === 'note'
  return (
    <div className="flex items-center gap-1 p-1.5">
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Attach files"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <IconButton label="Attach files" onClick={() => picker.current?.click()} className={cx(isNote && 'text-note-text')}>
        <Paperclip aria-hidden />
      </IconButton>
      <span className={cx('ms-auto flex items-center gap-1 pe-2 text-xs touch:hidden max-md:hidden', isNote ? 'text-note-text' : 'text-text-3')}>
        <Kbd>Shift+Enter</Kbd> new line
      </span>
      <Button
        type="submit"
        look={isNote ? 'secondary' : 'primary'}
        disabled={!composer.isReady}
        icon={isNote ? <Lock aria-hidden /> : <SendHorizontal aria-hidden />}
        className={cx('max-md:ms-auto', isNote && 'border-note-border! bg-note-border! text-note-text!')}
      >
        {isNote ? 'Add note' : 'Send'}
      </Button>
    </div>
  )
}

/** The cursor is ready where there is a keyboard; on touch it would only raise one over the messages. */
function useFocusOnOpen(field: { current: HTMLTextAreaElement | null }): void {
  useEffect(() => {
    if (matchMedia('(pointer: coarse)').matches) return
    const element = field.current
    element?.focus({ preventScroll: true })
    element?.setSelectionRange(element.value.length, element.value.length)
  }, [field])
}
