import Type, { type Static } from 'typebox'
import { iso } from '../db/time.ts'
import { Id, IsoTime, Text } from '../http/shapes.ts'
import type { DashboardApp } from './dashboard_apps.ts'

/** application API §4.14 */
export const DashboardAppJson = Type.Object({
  id: Id, title: Text, content: Type.Array(Type.Object({ url: Text, type: Type.Literal('frame') })), created_at: IsoTime,
}, { $id: 'DashboardApp' })
export const dashboardAppJson = (app: DashboardApp): Static<typeof DashboardAppJson> => ({
  id: app.id,
  title: app.title,
  content: app.content.map(({ url, type }) => ({ url, type })),
  created_at: iso(app.created_at),
})
