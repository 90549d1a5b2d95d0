import { Lock, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { clockTime, fullTime } from '../time.ts'
import { Avatar } from '../ui/avatar.tsx'
import { cx } from '../ui/cx.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import type { Attachment } from '../wire.ts'
import { Attachments } from './attachments.tsx'
import { DeliveryButton, DeliveryMark, deliveryOf } from './delivery.tsx'
import { FailureLine } from './failure.tsx'
import { Interactive } from './interactive.tsx'
import { MessageText } from './markdown.tsx'
import { isOurs, type ShownMessage } from './timeline.ts'
import { nameOf } from './typing.ts'

export interface BubbleProps {
  message: ShownMessage
  joinsPrevious: boolean
  joinsNext: boolean
  /** The signed-in person's own id: their messages need no name. */
  userId: number
  /** How the customer is called in this thread. */
  customer: string
  onOpen: (attachment: Attachment) => void
}

/** One message: the customer's on the left, ours on the right, a note across the column. */
export function Bubble(props: BubbleProps) {
  const { message } = props
  return (
    <div
      role="article"
      tabIndex={-1}
      data-message={message.unsent?.echo_id ?? message.id}
      aria-label={spoken(props)}
      className={cx('group/message rounded-xl', props.joinsPrevious ? 'mt-0.5' : 'mt-3')}
    >
      {message.private ? <Note {...props} /> : <Public {...props} />}
    </div>
  )
}

function Public(props: BubbleProps) {
  const { message, joinsPrevious, joinsNext, userId, customer } = props
  const ours = isOurs(message)
  const name = ours ? authorName(message) : customer
  const showsName = ours && !joinsPrevious && !isMine(message, userId)
  const failed = deliveryOf(message) === 'failed'
  return (
    <div className={cx('flex flex-col gap-1', ours ? 'items-end' : 'items-start')}>
      {showsName && <bdi className="px-1 text-xs font-medium text-text-2 md:me-9">{name}</bdi>}
      <div className={cx('flex w-full gap-2', ours ? 'flex-row-reverse' : 'flex-row')}>
        <span aria-hidden className="w-7 shrink-0 self-end max-md:hidden">
          {!joinsNext && <Avatar name={name} url={pictureOf(message)} size={28} />}
        </span>
        <div className={cx('flex max-w-[min(35rem,75%)] min-w-0 flex-col gap-1 max-md:max-w-[85%]', ours ? 'items-end' : 'items-start')}>
          <Words {...props} className={cx(
            'rounded-xl px-3 py-2',
            ours ? 'bg-bubble-out' : 'bg-bubble-in',
            ours && joinsPrevious && 'rounded-se-sm', ours && joinsNext && 'rounded-ee-sm',
            !ours && joinsPrevious && 'rounded-ss-sm', !ours && joinsNext && 'rounded-es-sm',
            failed && 'outline-1 outline-danger outline-dashed',
          )} />
        </div>
      </div>
      {(!joinsNext || failed) && (
        <div className={cx('flex max-w-full flex-col gap-1', ours ? 'items-end text-end md:me-9' : 'md:ms-9')}>
          <Meta message={message} />
          {failed && <FailureLine message={message} />}
        </div>
      )}
    </div>
  )
}

function Note(props: BubbleProps) {
  const { message, joinsPrevious, userId } = props
  return (
    <div className={cx('rounded-xl border border-note-border bg-note px-3 py-2 text-note-text', message.unsent?.state === 'failed' && 'border-dashed border-danger!')}>
      {!joinsPrevious && (
        <p className="mb-1 flex items-center gap-1.5 text-xs font-medium">
          <Lock aria-hidden className="size-3.5 shrink-0" />
          <span className="min-w-0 truncate">
            Private note · <bdi>{isMine(message, userId) ? 'You' : authorName(message)}</bdi>
          </span>
        </p>
      )}
      <Words {...props} className="" />
      <div className="mt-0.5 flex flex-col items-start gap-1">
        <Meta message={message} />
        {message.unsent?.state === 'failed' && <FailureLine message={message} />}
      </div>
    </div>
  )
}

function Words({ message, onOpen, className }: BubbleProps & { className: string }) {
  const attachments = message.attachments ?? []
  const hasText = Boolean(message.content?.trim())
  if (message.content_attributes.deleted) {
    return (
      <div className={cx('flex items-center gap-1.5 italic text-text-2', className)}>
        <Trash2 aria-hidden className="size-3.5 shrink-0" />
        This message was deleted
      </div>
    )
  }
  return (
    <>
      {(hasText || attachments.length === 0) && (
        <div className={cx('max-w-full min-w-0', className)}>
          {hasText ? <MessageText text={message.content ?? ''} /> : <span className="italic text-text-2">Empty message</span>}
          <Interactive message={message} />
        </div>
      )}
      {attachments.length > 0 && <Attachments attachments={attachments} atEnd={isOurs(message) && !message.private} onOpen={onOpen} />}
    </>
  )
}

function Meta({ message }: { message: ShownMessage }): ReactNode {
  const delivery = deliveryOf(message)
  return (
    <span className={cx('flex items-center gap-1 text-xs', message.private ? 'text-note-text' : 'px-1 text-text-3')}>
      <Tooltip text={fullTime(message.created_at)}>
        <time dateTime={new Date(message.created_at * 1000).toISOString()} className="figures">
          {clockTime(message.created_at)}
        </time>
      </Tooltip>
      {delivery && (message.unsent ? <DeliveryMark delivery={delivery} /> : <DeliveryButton message={message} delivery={delivery} />)}
      {delivery === 'sending' && message.unsent?.reason}
    </span>
  )
}

function pictureOf({ sender }: ShownMessage): string | null {
  return (sender && ('thumbnail' in sender ? sender.thumbnail : 'avatar_url' in sender ? sender.avatar_url : null)) || null
}

function isMine(message: ShownMessage, userId: number): boolean {
  return message.sender?.type === 'user' && message.sender.id === userId
}

function authorName(message: ShownMessage): string {
  if (message.sender) return nameOf(message.sender)
  return message.message_type === 3 ? 'Automatic message' : 'Former agent'
}

function spoken({ message, userId, customer }: BubbleProps): string {
  const author = isOurs(message) ? (isMine(message, userId) ? 'You' : authorName(message)) : customer
  return `${message.private ? 'Private note by ' : ''}${author}, ${clockTime(message.created_at)}`
}
