import { type ReactNode, useEffect } from 'react'
import { pageTitle } from '../brand.ts'
import { SupportLinks } from '../frame/support_links.tsx'
import { BrandMark } from '../ui/brand_mark.tsx'

/** The one card of the screens before the account: first run and sign-in. */
export function EntryCard({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = pageTitle(title)
  }, [title])
  return (
    <main className="relative h-full overflow-y-auto bg-canvas">
      <div className="mx-auto flex min-h-full w-full max-w-[26rem] flex-col justify-center px-4 py-10">
        <div className="mb-5">
          <BrandMark size={40} />
        </div>
        <h1 className="text-xl font-semibold text-balance">{title}</h1>
        {text && <p className="mt-1 text-text-2 text-pretty">{text}</p>}
        <div className="mt-6 rounded-xl border border-border bg-surface p-6 max-sm:p-5">{children}</div>
        <SupportLinks />
      </div>
    </main>
  )
}
