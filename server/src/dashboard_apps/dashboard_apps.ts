import type { Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { Invalid, NotFound } from '../http/errors.ts'
import { isLonger, checkName } from '../http/lengths.ts'
import { isObject } from '../http/params.ts'

/** A page of somebody else's that agents see beside a conversation. */
export interface DashboardApp {
  id: number
  account_id: number
  title: string
  content: Frame[]
  created_at: Moment
}

interface Frame {
  url: string
  type: 'frame'
}

/** As the client sent it. */
export interface DashboardAppInput {
  title?: string
  content?: unknown
}

export const listDashboardApps = (query: Query, accountId: number): Promise<DashboardApp[]> =>
  query<DashboardApp>('select * from dashboard_apps where account_id = $1 order by id', [accountId])

/** Throws NotFound. */
export async function findDashboardApp(query: Query, accountId: number, id: number): Promise<DashboardApp> {
  const [app] = await query<DashboardApp>('select * from dashboard_apps where account_id = $1 and id = $2', [accountId, id])
  if (!app) throw new NotFound()
  return app
}

/** Throws Invalid. */
export async function createDashboardApp(query: Query, accountId: number, userId: number, input: DashboardAppInput): Promise<DashboardApp> {
  const [app] = await query<DashboardApp>(
    'insert into dashboard_apps (account_id, user_id, title, content) values ($1, $2, $3, $4) returning *',
    [accountId, userId, checkName(input.title, 'title'), JSON.stringify(readFrames(input.content))])
  return app!
}

/** Changes what the input names. Throws NotFound, Invalid. */
export async function updateDashboardApp(query: Query, accountId: number, id: number, { title, content }: DashboardAppInput): Promise<DashboardApp> {
  const [app] = await query<DashboardApp>(
    'update dashboard_apps set title = coalesce($3, title), content = coalesce($4::jsonb, content), updated_at = now() where account_id = $1 and id = $2 returning *',
    [accountId, id, title === undefined ? null : checkName(title, 'title'), content === undefined ? null : JSON.stringify(readFrames(content))])
  if (!app) throw new NotFound()
  return app
}

/** Throws NotFound. */
export async function deleteDashboardApp(query: Query, accountId: number, id: number): Promise<void> {
  const gone = await query('delete from dashboard_apps where account_id = $1 and id = $2 returning id', [accountId, id])
  if (gone.length === 0) throw new NotFound()
}

const mostFrames = 20

/** Http(s) addresses alone: these pages are opened within the dashboard. */
function readFrames(content: unknown): Frame[] {
  const frames = Array.isArray(content) ? content : isObject(content) ? Object.values(content) : []
  if (frames.length === 0 || frames.length > mostFrames || !frames.every(isFrame)) throw new Invalid('Content : Invalid data', ['content'])
  return frames.map(({ url, type }) => ({ url, type }))
}

const isFrame = (value: unknown): value is Frame =>
  isObject(value) && value.type === 'frame' && typeof value.url === 'string' && !isLonger(value.url, 2048) && /^https?:\/\/[^\s]+$/.test(value.url) && URL.canParse(value.url)
