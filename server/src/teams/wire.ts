import Type, { type Static } from 'typebox'
import { Id, Nullable, Text } from '../http/shapes.ts'

/** A team as one member of the account sees it. */
export interface TeamView {
  id: number
  name: string
  description: string | null
  allow_auto_assign: boolean
  account_id: number
  is_member: boolean
}

/** A team `t` as TeamView; `viewer` is the parameter with the id of who looks. */
export const teamView = (viewer: string) => `json_build_object('id', t.id, 'name', t.name, 'description', t.description, 'allow_auto_assign', t.allow_auto_assign,
  'account_id', t.account_id, 'is_member', exists (select from team_members x where x.team_id = t.id and x.user_id = ${viewer}))`

/** application API §4.2 */
export const TeamJson = Type.Object({
  id: Id, name: Text, description: Nullable(Text), allow_auto_assign: Type.Boolean(), account_id: Id, is_member: Type.Boolean(),
}, { $id: 'Team' })
export const teamJson = (team: TeamView): Static<typeof TeamJson> => ({
  id: team.id,
  name: team.name,
  description: team.description,
  allow_auto_assign: team.allow_auto_assign,
  account_id: team.account_id,
  is_member: team.is_member,
})
