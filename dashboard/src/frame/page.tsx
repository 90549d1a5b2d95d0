import { Link, useLocation } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { pageTitle, say } from '../brand.ts'
import { useSession } from '../session.ts'
import { cx } from '../ui/cx.ts'
import { settingsPagesFor } from './settings_pages.tsx'

/** A settings screen: title, what it is for, its main action, content. */
export function Page({ title, text, action, back, children, wide = false }: {
  title: string
  text?: ReactNode
  action?: ReactNode
  /** A link one level up. */
  back?: ReactNode
  children: ReactNode
  wide?: boolean
}) {
  useEffect(() => {
    document.title = pageTitle(title)
  }, [title])
  return (
    <div className="relative h-full overflow-y-auto">
      <SettingsTabs />
      <div className={cx('mx-auto w-full px-4 pt-6 pb-16 md:px-8', wide ? 'max-w-5xl' : 'max-w-3xl')}>
        {back && <div className="mb-2 -ms-1">{back}</div>}
        <header className="mb-6">
          <div className="flex min-h-8 items-center justify-between gap-4 touch:min-h-11">
            <h1 className="min-w-0 text-lg font-semibold break-words">{title}</h1>
            {action}
          </div>
          {text && <p className="mt-1 max-w-prose text-text-2 text-pretty">{text}</p>}
        </header>
        <div>{children}</div>
      </div>
    </div>
  )
}

/** For `back`. The link's own words follow the arrow. */
export const backLinkClass = 'inline-flex h-7 items-center gap-1 rounded-md pe-2 text-sm text-text-2 hover:text-text touch:h-11'
export const BackMark = () => <ChevronLeft aria-hidden className="size-4 rtl:rotate-180" />

/** A titled part of a page. */
export function Part({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  return (
    <section className="border-t border-border py-6 first:border-t-0 first:pt-0">
      <h2 className="text-base font-semibold">{title}</h2>
      {text && <p className="mt-0.5 max-w-prose text-text-2 text-pretty">{text}</p>}
      <div className="mt-4">{children}</div>
    </section>
  )
}

/** On phones the rail's settings section stands above the page. */
function SettingsTabs() {
  const { accountId, isAdministrator } = useSession()
  const { pathname } = useLocation()
  if (!pathname.includes('/settings')) return null
  return (
    <nav aria-label="Settings" className="flex gap-5 overflow-x-auto border-b border-border px-4 [scrollbar-width:none] md:hidden">
      {settingsPagesFor(isAdministrator).map((page) => (
        <Link
          key={page.to}
          ref={pathname.includes(page.under) ? showInTabs : undefined}
          to={page.to}
          params={{ accountId: String(accountId) }}
          className={cx(
            'flex h-11 shrink-0 items-center border-b-2 text-sm font-medium',
            pathname.includes(page.under) ? 'border-accent text-text' : 'border-transparent text-text-2',
          )}
        >
          {say(page.label)}
        </Link>
      ))}
    </nav>
  )
}

/** The tab of this page may stand beyond the edge of a phone. */
const showInTabs = (tab: HTMLElement | null) => tab?.scrollIntoView({ inline: 'center', block: 'nearest' })
