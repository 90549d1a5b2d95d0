import { typingText, useTypists } from './typing.ts'

/** Who is typing; the place is kept, so that nothing moves when it comes and goes. */
export function TypingLine({ conversationId }: { conversationId: number }) {
  const typists = useTypists(conversationId)
  const isNote = typists.length > 0 && typists.every((typist) => typist.is_private)
  return (
    <p className="flex h-6 shrink-0 items-end gap-2 ps-1 text-xs text-text-2">
      {typists.length > 0 && (
        <>
          <span aria-hidden className="mb-1 flex gap-1">
            {[0, 150, 300].map((delay) => (
              <span key={delay} className="size-1.5 animate-pulse rounded-full bg-text-3" style={{ animationDelay: `${delay}ms` }} />
            ))}
          </span>
          <span className="min-w-0 truncate">
            <bdi>{typingText(typists.map(({ name }) => name))}</bdi>
            {isNote && ' a note'}
          </span>
        </>
      )}
    </p>
  )
}
