import { brand } from '../brand.ts'

/** Where the operator of this installation helps, and its terms; nothing when they named nothing. */
export function SupportLinks() {
  const { support_url, support_email, terms_url, privacy_url } = brand()
  const links = [
    { href: support_url, text: 'Help' },
    { href: support_email && `mailto:${support_email}`, text: 'Write to support' },
    { href: terms_url, text: 'Terms' },
    { href: privacy_url, text: 'Privacy' },
  ].filter(({ href }) => href !== null)
  if (links.length === 0) return null
  return (
    <p className="mt-5 flex flex-wrap justify-center gap-x-5 gap-y-1 text-sm text-text-2">
      {links.map(({ href, text }) => (
        <a key={text} href={href ?? ''} target="_blank" rel="noopener noreferrer" className="rounded-sm hover:text-text hover:underline touch:py-3">
          {text}
        </a>
      ))}
    </p>
  )
}
