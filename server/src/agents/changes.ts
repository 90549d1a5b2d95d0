import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import { transact, type Tx } from '../events/emit.ts'
import type { Role } from '../http/auth.ts'
import { Invalid, refused } from '../http/errors.ts'
import { checkName } from '../http/lengths.ts'
import type { Availability } from '../cable/presence.ts'
import { canSendMail } from '../mail/mails.ts'
import { mailInvitation } from '../sessions/resets.ts'
import { hashPassword } from '../users/passwords.ts'
import { maybeCreateUser, maybeEmail, maybeUserByEmail, readEmail, type NewUser, type User } from '../users/users.ts'
import { type Agent, findAgent } from './agents.ts'

export interface Membership {
  role?: Role
  availability?: Availability
  auto_offline?: boolean
}

export interface NewAgent extends Membership {
  email: string | undefined
  name?: string
  /** Lets the new user sign in at once. Ignored for somebody who has a user here already: a password is its owner's. */
  password?: string
}

/** Where a user comes to work, and the mail that says so to who is new here. */
export interface Workplace {
  account: { id: number; name: string }
  config: Config
}

/** Makes somebody a member of the account, and a user of the installation if the address is new. Throws Invalid for who is a member already. */
export async function addAgent(db: Db, cause: Cause, { account, config }: Workplace, input: NewAgent): Promise<Agent> {
  const email = readEmail(input.email)
  const passwordHash = input.password ? await hashPassword(input.password) : null
  const name = input.name?.trim() || localPart(email)
  return transact(db, cause, async (tx) => {
    const user = await findOrCreate(tx, { name, email, password_hash: passwordHash })
    const awaits_proof = mustProve(config, user)
    if (!(await addMember(tx, account.id, user.id, { ...input, awaits_proof }))) throw new Invalid('User has already been taken', ['user_id'])
    if (awaits_proof || (user.isNew && passwordHash === null)) await mailInvitation(tx, config, user, account)
    return findAgent(tx.query, account.id, user.id)
  })
}

/** Adds everybody of the list who can be added; what is no address or a member's is passed over (application API §4.1). */
export async function addAgents(db: Db, cause: Cause, { account, config }: Workplace, texts: string[]): Promise<void> {
  const emails = [...new Set(texts.map(maybeEmail))].filter((email) => email !== null)
  await transact(db, cause, async (tx) => {
    for (const email of emails.toSorted()) {
      const user = await findOrCreate(tx, { name: localPart(email), email, password_hash: null })
      const awaits_proof = mustProve(config, user)
      const isAdded = await addMember(tx, account.id, user.id, { availability: 'offline', auto_offline: false, awaits_proof })
      if (user.isNew || (isAdded && awaits_proof)) await mailInvitation(tx, config, user, account)
    }
  })
}

/** Changes what the keys say. Throws a 422 when the account would be left without an administrator. */
export function updateAgent(db: Db, cause: Cause, agent: Agent, input: Membership & { name?: string }): Promise<Agent> {
  const { role, availability, auto_offline } = input
  const name = input.name === undefined ? undefined : checkName(input.name)
  return transact(db, cause, async (tx) => {
    if (role === 'agent') await keepAnAdministrator(tx, agent)
    await tx.query(
      `update account_users set role = coalesce($3, role), availability = coalesce($4, availability), auto_offline = coalesce($5, auto_offline), updated_at = now()
        where account_id = $1 and user_id = $2`,
      [agent.account_id, agent.id, role ?? null, availability ?? null, auto_offline ?? null])
    // The name of somebody who works elsewhere, too, is for nobody but that user to change.
    if (name !== undefined) {
      await tx.query('update users set name = $2, updated_at = now() where id = $1 and not exists (select from account_users m where m.user_id = $1 and m.account_id <> $3)', [agent.id, name, agent.account_id])
    }
    if (role !== undefined) changeAccess(tx, agent)
    return findAgent(tx.query, agent.account_id, agent.id)
  })
}

/** Takes somebody out of the account. The user stays, as the sender of what was sent and the assignee of what was assigned. */
export async function removeAgent(db: Db, cause: Cause, agent: Agent): Promise<void> {
  await transact(db, cause, async (tx) => {
    await keepAnAdministrator(tx, agent)
    await tx.query('delete from inbox_members where account_id = $1 and user_id = $2', [agent.account_id, agent.id])
    await tx.query('delete from account_users where account_id = $1 and user_id = $2', [agent.account_id, agent.id])
    changeAccess(tx, agent)
  })
}

async function findOrCreate({ query }: Tx, newcomer: NewUser): Promise<User & { isNew: boolean }> {
  const known = await maybeUserByEmail(query, newcomer.email)
  const created = known ? null : await maybeCreateUser(query, newcomer)
  // Where there is neither, somebody else has taken the address in between.
  const user = known ?? created ?? (await maybeUserByEmail(query, newcomer.email))!
  return { ...user, isNew: created !== null }
}

/**
 * Somebody else may have made a user of the address, knows its password and has its token: then the membership opens nothing until a link that is mailed
 * there has been followed. Without a mail server nothing can be proved.
 */
const mustProve = (config: Config, user: User & { isNew: boolean }) => !user.isNew && user.email_proved_at === null && canSendMail(config)

async function addMember(tx: Tx, accountId: number, userId: number, { role, availability, auto_offline, awaits_proof }: Membership & { awaits_proof: boolean }): Promise<boolean> {
  const added = await tx.query(
    `insert into account_users (account_id, user_id, role, availability, auto_offline, inviter_id, awaits_proof) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict do nothing returning user_id`,
    [accountId, userId, role ?? 'agent', availability ?? 'online', auto_offline ?? true, tx.cause.id, awaits_proof])
  if (added.length > 0) tx.signals.push({ type: 'access', account_id: accountId, user_ids: [userId] })
  return added.length > 0
}

/** Two administrators who take each other's role at once wait for each other here. */
async function keepAnAdministrator(tx: Tx, agent: Agent): Promise<void> {
  const administrators = await tx.query<{ user_id: number }>(
    `select user_id from account_users where account_id = $1 and role = 'administrator' order by user_id for update`, [agent.account_id])
  if (administrators.length === 1 && administrators[0]!.user_id === agent.id) throw refused('The account needs at least one administrator')
}

function changeAccess(tx: Tx, agent: Agent): void {
  tx.signals.push({ type: 'access', account_id: agent.account_id, user_ids: [agent.id] })
}

const localPart = (email: string) => email.slice(0, email.indexOf('@'))
