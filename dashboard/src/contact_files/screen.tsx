import { Link } from '@tanstack/react-router'
import { BackMark, backLinkClass, Page, Part } from '../frame/page.tsx'
import { NotAllowed } from '../frame/not_found.tsx'
import { useSession } from '../session.ts'
import { Exports } from './exports.tsx'
import { Imports } from './imports.tsx'

/** Contacts that come from a file, and go into one. */
export function ContactFilesScreen() {
  const { accountId, isAdministrator } = useSession()
  if (!isAdministrator) return <NotAllowed what="Import and export" />
  const back = (
    <Link to="/app/accounts/$accountId/contacts" params={{ accountId: String(accountId) }} className={backLinkClass}>
      <BackMark />
      Contacts
    </Link>
  )
  return (
    <Page title="Import and export" back={back}>
      <Part title="Import" text="A CSV file with a row for each customer. Who is known by e-mail, phone number or identifier is updated, everybody else is added.">
        <Imports />
      </Part>
      <Part title="Export" text="A CSV file that spreadsheets read, and that can be imported again.">
        <Exports />
      </Part>
    </Page>
  )
}
