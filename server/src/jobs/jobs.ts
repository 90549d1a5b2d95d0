import type { Logger } from 'pino'
import { deleteClosedAccounts } from '../accounts/delete.ts'
import { fetchBotPictures } from '../agent_bots/fetch_pictures.ts'
import { rescueFromBots } from '../agent_bots/rescue.ts'
import { createDownloader } from '../attachments/download.ts'
import { sweepFiles } from '../attachments/sweep.ts'
import { changingMany } from '../bulk_actions/bulk_actions.ts'
import { runBulkActions } from '../bulk_actions/run.ts'
import type { Config } from '../config.ts'
import { forgetOldExports } from '../contact_exports/exports.ts'
import { runExports } from '../contact_exports/run.ts'
import { forgetOldImports } from '../contact_imports/imports.ts'
import { runImports } from '../contact_imports/run.ts'
import { fetchPictures } from '../contacts/fetch_pictures.ts'
import { foldCounters, forgetEmptyCounters } from '../conversations/counters.ts'
import { forgetOldRuns } from '../automation_rules/runs.ts'
import { releaseConversations, releaseForgotten, releasing } from '../conversations/release.ts'
import type { Db } from '../db/db.ts'
import { createGuard } from '../deliveries/guard.ts'
import { followLabels } from '../labels/follow.ts'
import { goOnWithMacros, runningMacros } from '../macros/runs.ts'
import { forgetOldMails } from '../mail/mails.ts'
import { keepTexts } from '../messages/texts.ts'
import { createMailer } from '../mail/send.ts'
import { mailNotifications } from '../notifications/mails.ts'
import { forgetOldNotifications, wakeNotifications } from '../notifications/upkeep.ts'
import { forgetAnnounced } from '../uploads/uploads.ts'
import { resolveIdle } from './auto_resolve.ts'
import { hangBell } from './bell.ts'
import { forgetOldAssignments, forgetOldEvents, forgetOldKeys, forgetOldTries } from './retention.ts'
import { wakeSnoozed } from './snooze.ts'

/** Milliseconds between the first looks of two jobs. */
const apart = 40

/** Work that nobody waits for and that needs no order. Each runs again after its pause, in milliseconds, never beside itself; `stop` tells it to end soon. */
export function startJobs({ db, config, log }: { db: Db; config: Config; log: Logger }): { stop(): Promise<void> } {
  const mailer = createMailer({ db, config })
  // Whoever writes in names the address of its picture: what the operator allows for callbacks is not for strangers.
  const downloader = createDownloader(createGuard({ ...config, webhookAllowHosts: [] }), config.dataDir)
  const { dataDir, eventRetentionDays } = config
  const stopping = new AbortController()
  let started = 0
  const stops = [
    repeat('wake snoozed conversations', 5_000, () => wakeSnoozed(db)),
    repeat('resolve idle conversations', 60_000, (stop) => resolveIdle(db, stop)),
    repeat('see to what bots have not taken', 1_000, (stop) => rescueFromBots(db, stop)),
    repeat('delete closed accounts', 5_000, (stop) => deleteClosedAccounts(db, dataDir, stop)),
    repeat('keep texts for the search', 2_000, (stop) => keepTexts(db, stop)),
    repeat('fold counters', 2_000, (stop) => foldCounters(db, stop)),
    repeat(changingMany, 5_000, (stop) => runBulkActions(db, dataDir, stop)),
    repeat(runningMacros, 5_000, (stop) => goOnWithMacros({ db, config, log }, stop)),
    repeat(releasing, 5_000, (stop) => releaseConversations(db, stop)),
    repeat('release what was forgotten', 3_600_000, () => releaseForgotten(db)),
    repeat('follow labels', 5_000, (stop) => followLabels(db, stop)),
    repeat('send mails', 1_000, (stop) => mailer.sendDue(stop)),
    repeat('fetch pictures', 1_000, (stop) => fetchPictures({ db, downloader, dataDir }, stop)),
    repeat('fetch pictures of bots', 2_000, (stop) => fetchBotPictures({ db, downloader, dataDir }, stop)),
    repeat('import contacts', 5_000, (stop) => runImports({ db, config }, stop)),
    repeat('export contacts', 5_000, (stop) => runExports({ db, config }, stop)),
    repeat('forget empty counters', 3_600_000, () => forgetEmptyCounters(db)),
    repeat('forget old mails', 3_600_000, () => forgetOldMails(db, eventRetentionDays)),
    repeat('forget old imports', 3_600_000, () => forgetOldImports(db, dataDir, eventRetentionDays)),
    repeat('forget old exports', 3_600_000, () => forgetOldExports(db, dataDir, eventRetentionDays)),
    repeat('forget old events', 600_000, () => forgetOldEvents(db, eventRetentionDays)),
    repeat('forget how endpoints have done', 600_000, () => forgetOldTries(db)),
    repeat('forget old assignments', 600_000, () => forgetOldAssignments(db)),
    repeat('mail notifications', 5_000, (stop) => mailNotifications(db, config, stop)),
    repeat('show snoozed notifications', 10_000, () => wakeNotifications(db)),
    repeat('forget old notifications', 600_000, () => forgetOldNotifications(db)),
    repeat('forget what rules did', 600_000, () => forgetOldRuns(db.query, config.eventRetentionDays)),
    repeat('forget uploads that never came', 3_600_000, () => forgetAnnounced(db)),
    repeat('sweep files', 86_400_000, (stop) => sweepFiles(db, dataDir, stop)),
    repeat('forget old idempotency keys', 600_000, () => forgetOldKeys(db)),
  ]
  return {
    async stop() {
      stopping.abort()
      await Promise.all(stops.map((stop) => stop()))
      mailer.close()
      await downloader.close()
    },
  }

  function repeat(name: string, pause: number, work: (stop: AbortSignal) => Promise<void>): () => Promise<void> {
    let timer: NodeJS.Timeout | undefined
    let running = Promise.resolve()
    let isWanted = false
    const run = () => {
      timer = undefined
      isWanted = false
      running = work(stopping.signal).catch((error: unknown) => log.error({ err: error }, `cannot ${name}`)).then(() => {
        if (!stopping.signal.aborted) timer = setTimeout(run, isWanted ? 0 : pause)
      })
    }
    hangBell(db, name, () => {
      isWanted = true
      if (!timer || stopping.signal.aborted) return
      clearTimeout(timer)
      run()
    })
    // One after the other, as each takes a connection: all at once would open the whole pool at every start.
    timer = setTimeout(run, apart * started++)
    return async () => {
      clearTimeout(timer)
      await running
    }
  }
}
