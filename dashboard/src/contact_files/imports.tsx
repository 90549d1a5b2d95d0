import { useMutation, useQuery } from '@tanstack/react-query'
import { Download, FileUp } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { queryClient } from '../query_client.ts'
import { useSession } from '../session.ts'
import { fullTime, spokenAge, useNow } from '../time.ts'
import { Badge } from '../ui/badge.tsx'
import { buttonClass } from '../ui/button.tsx'
import { ErrorState, FormError } from '../ui/error_state.tsx'
import { FileButton } from '../ui/file_button.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { type ContactImport, importContacts, importsQuery } from './queries.ts'
import { example, importText } from './words.ts'

export function Imports() {
  const { accountId } = useSession()
  const list = useQuery(importsQuery(accountId))
  useListsAfter(list.data)
  return (
    <div className="flex flex-col gap-4">
      <Upload />
      {list.isPending && <SkeletonRows rows={1} label="Loading imports" />}
      {list.isError && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && list.data.length > 0 && (
        <ul aria-label="Imports" className="divide-y divide-border rounded-lg border border-border">
          {list.data.map((one) => (
            <ImportRow key={one.id} one={one} />
          ))}
        </ul>
      )}
    </div>
  )
}

/** What an import has changed is read again where it is listed. */
function useListsAfter(imports: ContactImport[] | undefined): void {
  const { accountId } = useSession()
  const done = imports?.filter(({ finished_at }) => finished_at !== null).length
  const seen = useRef(done)
  useEffect(() => {
    if (seen.current !== undefined && seen.current !== done) void queryClient.invalidateQueries({ queryKey: ['contacts', accountId] })
    seen.current = done
  }, [accountId, done])
}

function Upload() {
  const { accountId } = useSession()
  const uploading = useMutation({ mutationFn: (file: File) => importContacts(accountId, file), onSuccess: () => toast('The file is being read', { tone: 'success' }) })
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        <FileButton
          label="CSV file" accept=".csv,.tsv,text/csv,text/tab-separated-values" look="primary" size="lg" busy={uploading.isPending} icon={<FileUp aria-hidden />}
          onChoose={(file) => uploading.mutate(file)}
        >
          Choose a CSV file
        </FileButton>
        <a href={example} download="contacts.csv" className={buttonClass('ghost', 'lg')}>
          <Download aria-hidden />
          An example
        </a>
      </div>
      <p className="max-w-prose text-sm text-text-2 text-pretty">
        The first row names the columns: <code className="font-mono text-xs">name</code>, <code className="font-mono text-xs">email</code>, <code className="font-mono text-xs">phone_number</code>,{' '}
        <code className="font-mono text-xs">identifier</code>, <code className="font-mono text-xs">labels</code>, <code className="font-mono text-xs">company</code>,{' '}
        <code className="font-mono text-xs">city</code>, <code className="font-mono text-xs">country</code>. Every other column is a custom attribute. Empty cells change nothing.
      </p>
      <FormError error={uploading.error} />
    </div>
  )
}

function ImportRow({ one }: { one: ContactImport }) {
  const now = useNow()
  const id = useId()
  return (
    <li aria-labelledby={id} className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <bdi id={id} className="min-w-0 truncate font-medium">{one.file_name}</bdi>
        <State one={one} />
        <time title={fullTime(one.created_at)} className="ms-auto text-xs text-text-3">{spokenAge(one.created_at, now)}</time>
      </div>
      {one.finished_at === null && <Progress one={one} labelledBy={id} />}
      <p role="status" className="figures text-sm text-text-2">{importText(one)}</p>
      {one.error && <p className="text-sm text-danger">{one.error}</p>}
      {one.failed > 0 && <FailedRows one={one} />}
    </li>
  )
}

function State({ one: { state, failed } }: { one: ContactImport }) {
  if (state === 'failed') return <Badge tone="danger">Failed</Badge>
  if (state === 'completed') return failed > 0 ? <Badge tone="warning">Done, with failures</Badge> : <Badge tone="success">Done</Badge>
  return <Badge tone="accent">{state === 'running' ? 'Under way' : 'Waiting'}</Badge>
}

function Progress({ one: { processed, total }, labelledBy }: { one: ContactImport; labelledBy: string }) {
  const share = total ? Math.min(100, (processed / total) * 100) : 0
  return (
    <div role="progressbar" aria-labelledby={labelledBy} aria-valuemin={0} aria-valuemax={100} {...(total !== null && { 'aria-valuenow': Math.round(share) })} className="h-1.5 overflow-hidden rounded-full bg-surface-3">
      <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${share}%` }} />
    </div>
  )
}

function FailedRows({ one: { errors, failed, failed_rows_url } }: { one: ContactImport }) {
  return (
    <details className="group/failed">
      <summary className="w-fit rounded-sm text-sm text-text-2 hover:text-text touch:py-3">{failed === 1 ? 'The row that failed' : `The ${failed.toLocaleString('en')} rows that failed`}</summary>
      <table className="figures mt-2 w-full text-sm">
        <thead>
          <tr className="text-xs text-text-2">
            <th className="w-16 py-1 text-start font-medium">Line</th>
            <th className="py-1 text-start font-medium">What is wrong</th>
          </tr>
        </thead>
        <tbody>
          {errors.map(({ line, message }) => (
            <tr key={line} className="border-t border-border align-top">
              <td className="py-1">{line}</td>
              <td className="py-1 [overflow-wrap:anywhere]">{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {failed > errors.length && <p className="mt-1 text-sm text-text-2">{`These are the first ${errors.length}; the file has all of them.`}</p>}
      {failed_rows_url && (
        <div className="mt-2">
          <a href={new URL(failed_rows_url).pathname} download className={buttonClass('secondary', 'sm')}>
            <Download aria-hidden />
            Download these rows
          </a>
          <p className="mt-1 text-sm text-text-2">Correct them in the file, and import it as it is.</p>
        </div>
      )}
    </details>
  )
}
