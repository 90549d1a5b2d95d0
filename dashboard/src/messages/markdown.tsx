import { Component, memo, type ReactNode, useState } from 'react'
import Markdown, { type Components } from 'react-markdown'
import { cx } from '../ui/cx.ts'
import { autolink } from './autolink.ts'
import { safeLink } from './safe_url.ts'

/** Longer texts are folded; marked-up text above the last limit is shown as it is, because parsing could take long. */
const FOLD_AT = 1_500
const FOLD_AT_LINES = 30
const PLAIN_AT = 6_000
/** Quotes or lists deeper than a person would write are made to overwhelm the reader's browser. */
const tooDeep = /^[ \t]*(?:(?:>|[-*+]|\d+[.)])[ \t]*){12}/m

/** A message's words as light Markdown. What a stranger wrote becomes elements and text, never HTML. */
export const MessageText = memo(function MessageText({ text: given }: { text: string }) {
  const [isWhole, setIsWhole] = useState(false)
  const text = given.replace(/^\s*\n/, '').trimEnd()
  const short = cut(text)
  const isLong = short !== text
  const shown = isWhole ? text : short
  return (
    <>
      <div dir="auto" className={prose}>
        <PlainOnError key={shown.length} text={shown}>
          {shown.length > PLAIN_AT || tooDeep.test(shown) ? (
            <Plain text={shown} />
          ) : (
            <Markdown components={components} rehypePlugins={plugins} urlTransform={(url) => safeLink(url)}>
              {shown}
            </Markdown>
          )}
        </PlainOnError>
      </div>
      {isLong && (
        <button type="button" aria-expanded={isWhole} onClick={() => setIsWhole(!isWhole)} className="mt-1 text-sm font-medium text-accent-text hover:underline">
          {isWhole ? 'Show less' : 'Show all'}
        </button>
      )}
    </>
  )
})

const plugins = [autolink]

const prose = cx(
  'space-y-2 text-base [overflow-wrap:anywhere] [&_p]:whitespace-pre-wrap [&_li]:whitespace-pre-wrap',
  '[&_a]:text-accent-text [&_a]:underline [&_a]:underline-offset-2 [&_strong]:font-semibold',
  '[&_ul]:list-disc [&_ul]:ps-5 [&_ol]:list-decimal [&_ol]:ps-6 [&_li_p]:inline',
  '[&_blockquote]:border-s-2 [&_blockquote]:border-border-strong [&_blockquote]:ps-3 [&_blockquote]:text-text-2',
  '[&_code]:rounded-sm [&_code]:bg-surface-3 [&_code]:px-1 [&_code]:font-mono [&_code]:text-sm',
  '[&_pre]:overflow-x-auto [&_pre]:rounded-md [&_pre]:bg-surface-3 [&_pre]:p-2 [&_pre_code]:bg-transparent [&_pre_code]:p-0 [&_hr]:border-border-strong',
)

const Strong = ({ children }: { children?: ReactNode }) => (
  <p>
    <strong>{children}</strong>
  </p>
)

const components: Components = {
  a: ({ href, children }) =>
    href ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  // A picture from elsewhere would tell its owner who reads the message and when.
  img: ({ src, alt }) => {
    const url = safeLink(typeof src === 'string' ? src : undefined)
    return url ? (
      <a href={url} target="_blank" rel="noopener noreferrer nofollow" title={url}>
        {alt || url}
      </a>
    ) : (
      <span>{alt}</span>
    )
  },
  h1: Strong, h2: Strong, h3: Strong, h4: Strong, h5: Strong, h6: Strong,
}

const Plain = ({ text }: { text: string }) => <p>{text}</p>

/** If the words cannot be laid out, they are still there. */
class PlainOnError extends Component<{ text: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  override render() {
    return this.state.failed ? <Plain text={this.props.text} /> : this.props.children
  }
}

/** The first part of a long text, at a word's end where there is one near and never inside a character. */
function cut(text: string): string {
  const lines = text.slice(0, FOLD_AT).split('\n')
  if (text.length <= FOLD_AT && lines.length <= FOLD_AT_LINES) return text
  const head = lines.slice(0, FOLD_AT_LINES).join('\n').replace(/[\uD800-\uDBFF]$/, '')
  const end = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' '))
  return `${end > head.length * 0.8 ? head.slice(0, end) : head}…`
}
