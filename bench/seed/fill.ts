import { seal } from '../../server/src/db/secrets.ts'
import { foldCounters } from '../../server/src/conversations/counters.ts'
import type { Db } from '../../server/src/db/db.ts'

export interface Size {
  conversations: number
  contacts: number
  /** Per conversation. */
  messages: number
}

/** Where it goes: an account that was made through the doors, with its inboxes, members, teams and labels. */
export interface Place {
  account: number
  inboxes: number[]
  agents: number[]
  teams: number[]
  labels: string[]
}

/**
 * Fills an account with a year of work, as its own statements would have left it: contacts, sessions, conversations, messages, and what reports count by.
 * The same numbers each time. Five in a hundred conversations are open; half belong to somebody, a third have labels.
 */
export async function fill(db: Db, place: Place, size: Size): Promise<void> {
  // In place of chance: numbers from 0 to n - 1 that follow no order.
  await db.query(`create or replace function scattered(i bigint, salt int, n int) returns int language sql immutable parallel safe
    as 'select (abs(hashint8extended(i, salt)) % n)::int'`)
  const contacts = await reserve(db, 'contacts_id_seq', size.contacts)
  await withoutTextIndexes(db, async () => addContacts(db, place, contacts, size.contacts))
  const sessions = await reserve(db, 'contact_inboxes_id_seq', size.contacts)
  await addSessions(db, place, contacts, sessions, size.contacts)
  const conversations = await reserve(db, 'conversations_id_seq', size.conversations)
  const messages = await reserve(db, 'messages_id_seq', size.conversations * size.messages)
  await addConversations(db, place, { contacts, sessions, conversations, messages }, size)
  await db.query('analyze contacts, contact_inboxes, conversations')
  await withoutTextIndexes(db, () => addMessages(db, place, { conversations, messages }, size))
  await addFacts(db, place.account)
  await addCompany(db, place, { contacts, conversations }, size)
  // The server's own job does it, too, but beside what is measured.
  await foldCounters(db, new AbortController().signal)
  await db.query('vacuum analyze')
}

/** Indexes of all the parts of texts are made whole much faster than row by row. */
async function withoutTextIndexes(db: Db, work: () => Promise<void>): Promise<void> {
  const indexes = await db.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes where schemaname = 'public' and indexdef like '%gin_trgm_ops%'`)
  for (const { name } of indexes) await db.query(`drop index ${name}`)
  await work()
  for (const { definition } of indexes) await db.query(definition)
}

/** As one statement, its triggers would gather what they have to do in memory. */
async function inBatches(count: number, work: (from: number, to: number) => Promise<unknown>): Promise<void> {
  const size = 1000
  for (let from = 0; from < count; from += size) await work(from, Math.min(from + size, count))
}

async function reserve(db: Db, sequence: string, count: number): Promise<number> {
  const [row] = await db.query<{ first: number }>(`select nextval('${sequence}') as first`)
  await db.query(`select setval('${sequence}', $1::bigint + $2::bigint)`, [row!.first, count])
  return row!.first
}

const names = `(array['Mia','Ben','Ada','Omar','Lena','Noah','Zoe','Ivan','Yuki','Tariq','Elif','Jonas','Priya','Marta','Sven','Aiko','Hugo','Nora','Pavel','Ines'])`
const surnames = `(array['Lind','Berg','Okafor','Haddad','Novak','Silva','Tanaka','Moreau','Kowalski','Jensen','Garcia','Fischer','Rossi','Nguyen','Petrov','Meyer','Costa','Larsen','Weber','Kaya'])`
const cities = `(array['Berlin','Lisbon','Oslo','Prague','Athens','Lyon','Turin','Ghent','Graz','Malmo'])`
const countries = `(array['DE','PT','NO','CZ','GR','FR','IT','BE','AT','SE'])`

async function addContacts(db: Db, { account, labels }: Place, first: number, count: number): Promise<void> {
  await inBatches(count, (from, to) => db.query(
    `insert into contacts (id, account_id, name, email, phone_number, identifier, contact_type, country_code, location, additional_attributes, custom_attributes, label_list,
       last_activity_at, created_at, updated_at)
     select $2::bigint + i, $1::bigint, ${names}[1 + scattered(i, 1, 20)] || ' ' || ${surnames}[1 + scattered(i, 2, 20)] || ' ' || i,
       case when i % 10 <> 9 then 'customer' || i || '@mail' || i % 100 || '.test' end, case when i % 2 = 0 then '+4915' || lpad((i * 7919 % 100000000)::text, 8, '0') end,
       case when i % 3 = 0 then 'crm-' || i end, 'lead', ${countries}[1 + scattered(i, 3, 10)], ${cities}[1 + scattered(i, 3, 10)],
       jsonb_build_object('city', ${cities}[1 + scattered(i, 3, 10)], 'country_code', ${countries}[1 + scattered(i, 3, 10)], 'company_name', 'Company ' || scattered(i, 4, 5000)),
       jsonb_build_object('plan', (array['free','pro','business'])[1 + scattered(i, 5, 3)], 'seats', scattered(i, 6, 500)),
       case when i % 4 = 0 then array[($4::text[])[1 + scattered(i, 7, 10)]] else '{}' end,
       now() - make_interval(secs => scattered(i, 8, 31000000)), now() - make_interval(secs => 31000000 + i), now()
     from generate_series($3::bigint, $5::bigint - 1) i`,
    [account, first, from, labels, to]))
}

/** One each, in one of the inboxes. All of them have the same token, as nobody comes with it. */
async function addSessions(db: Db, { account, inboxes }: Place, contacts: number, first: number, count: number): Promise<void> {
  await db.query(
    `insert into contact_inboxes (id, account_id, contact_id, inbox_id, source_id, pubsub_token, pubsub_token_hash, created_at, updated_at)
     select $2::bigint + i, $1::bigint, $3::bigint + i, ($5::bigint[])[1 + i % array_length($5::bigint[], 1)], 'source-' || $1::bigint || '-' || i, $6, md5($1::bigint || '-' || i), now() - interval '1 year', now()
       from generate_series(0, $4::bigint - 1) i`, [account, first, contacts, count, inboxes, seal('nobody')])
}

type Ids = Record<'contacts' | 'sessions' | 'conversations' | 'messages', number>

/** Begun evenly over a year; conversation `i` is that of contact `i` modulo their number. */
async function addConversations(db: Db, { account, inboxes, agents, teams, labels }: Place, ids: Ids, { conversations, contacts, messages }: Size): Promise<void> {
  await inBatches(conversations, (from, to) => db.query(
    `insert into conversations (id, account_id, inbox_id, contact_id, contact_inbox_id, display_id, uuid, status, priority, assignee_id, team_id, snoozed_until, labels,
       additional_attributes, custom_attributes, first_reply_created_at, waiting_since, agent_last_seen_at, last_activity_at, last_incoming_at, unread_count, messages_count,
       last_message_id, last_non_activity_message_id, last_public_message_id, created_at, updated_at)
     select $2::bigint + i, $1::bigint, ($8::bigint[])[1 + c % array_length($8::bigint[], 1)], $3::bigint + c, $4::bigint + c, a.conversation_sequence + 1 + i, gen_random_uuid(), state,
       case when i % 5 = 0 then (array['low','medium','high','urgent'])[1 + scattered(i, 11, 4)] end,
       case when scattered(i, 12, 2) = 0 then ($9::bigint[])[1 + scattered(i, 13, array_length($9::bigint[], 1))] end,
       case when scattered(i, 14, 4) = 0 then ($10::bigint[])[1 + scattered(i, 15, array_length($10::bigint[], 1))] end,
       case when state = 'snoozed' then now() + interval '30 days' end,
       case when scattered(i, 16, 3) = 0 then array[($11::text[])[1 + scattered(i, 17, array_length($11::text[], 1))]] else '{}' end,
       jsonb_build_object('referer', 'https://shop.test/' || scattered(i, 18, 500)), jsonb_build_object('order', scattered(i, 19, 100000)),
       begun + interval '5 min', case when state = 'open' and i % 2 = 0 then begun + interval '20 min' end, begun + interval '15 min', begun + interval '20 min', begun + interval '20 min',
       case when state = 'open' then scattered(i, 20, 4) else 0 end, $7::bigint, $5::bigint + (i + 1) * $7::bigint - 1, $5::bigint + (i + 1) * $7::bigint - 1, $5::bigint + (i + 1) * $7::bigint - 1, begun, begun + interval '20 min'
     from accounts a, generate_series($13::bigint, $14::bigint - 1) i,
       lateral (select i % $12::bigint as c, now() - interval '1 year' + i * (interval '1 year' / $6::bigint) - interval '1 hour' as begun,
                  case when scattered(i, 10, 100) < 5 then 'open' when scattered(i, 10, 100) = 5 then 'pending' when scattered(i, 10, 100) = 6 then 'snoozed' else 'resolved' end as state) s
     where a.id = $1::bigint`,
    [account, ids.conversations, ids.contacts, ids.sessions, ids.messages, conversations, messages, inboxes, agents, teams, labels, contacts, from, to]))
  await db.query('update accounts set conversation_sequence = conversation_sequence + $2::bigint where id = $1::bigint', [account, conversations])
}

const words = `(array['where','is','my','order','the','parcel','has','not','arrived','yet','please','check','invoice','number','refund','thanks','for','your','patience','we','will',
  'look','into','it','today','delivery','address','changed','broken','screen','replacement','warranty','login','password','reset','again'])`

/** Customer and agent in turns, five minutes apart; and what they said, for the search. */
async function addMessages(db: Db, { account, agents }: Place, ids: Pick<Ids, 'conversations' | 'messages'>, { conversations, messages }: Size): Promise<void> {
  await db.query(
    `with said as (insert into messages (id, account_id, inbox_id, conversation_id, message_type, content, private, status, content_type, content_attributes, additional_attributes, sender_type, sender_id,
       created_at, updated_at)
     select $2::bigint + i * $4::bigint + n, $1::bigint, c.inbox_id, c.id, n % 2,
       (select string_agg(${words}[1 + scattered(i * $4::bigint + n, 100 + w, 36)], ' ') from generate_series(1, 12) w) || ' ' || i, false, 'read', 'text', '{}', '{}',
       case when n % 2 = 0 then 'Contact' else 'User' end, case when n % 2 = 0 then c.contact_id else ($5::bigint[])[1 + scattered(i, 13, array_length($5::bigint[], 1))] end,
       c.created_at + n * interval '5 min', c.created_at + n * interval '5 min'
     from generate_series(0, $3::bigint - 1) i join conversations c on c.id = $6::bigint + i cross join generate_series(0, $4::bigint - 1) n order by i, n
       returning id, account_id, conversation_id, content),
     kept as (insert into message_texts select id, account_id, conversation_id, content from said)
     update message_text_position set up_to = $2::bigint + $3::bigint * $4::bigint`,
    [account, ids.messages, conversations, messages, agents, ids.conversations])
}

/** What the statements of those messages would have measured. */
async function addFacts(db: Db, account: number): Promise<void> {
  await db.query(
    `insert into reporting_messages (account_id, created_at, conversation_id, inbox_id, user_id, message_type)
     select account_id, created_at, conversation_id, inbox_id, case when sender_type = 'User' then sender_id end, message_type from messages where account_id = $1::bigint order by created_at`, [account])
  await db.query(
    `insert into reporting_events (account_id, name, value, value_in_business_hours, event_start_time, event_end_time, conversation_id, inbox_id, user_id, created_at)
     select account_id, e.name, e.seconds, e.seconds / 3, created_at, created_at + e.seconds * interval '1 s', id, inbox_id, assignee_id, created_at + e.seconds * interval '1 s'
       from conversations c cross join (values ('conversation_created', 0), ('first_response', 300), ('reply_time', 900), ('conversation_resolved', 1200)) e (name, seconds)
      where account_id = $1::bigint and (e.name <> 'conversation_resolved' or status = 'resolved') order by created_at`, [account])
}

/** Beside them: notes, followers, files, notifications and answers to surveys. */
async function addCompany(db: Db, { account, agents }: Place, ids: Pick<Ids, 'contacts' | 'conversations'>, size: Size): Promise<void> {
  await db.query(
    `insert into contact_notes (account_id, contact_id, user_id, content) select $1::bigint, $2::bigint + i % 1000, $4::bigint, 'Called back ' || i from generate_series(0, $3::bigint / 10) i`,
    [account, ids.contacts, size.contacts, agents[0]])
  await db.query(
    `insert into conversation_participants (account_id, conversation_id, user_id) select $1::bigint, $2::bigint + i * 20, $4::bigint from generate_series(0, $3::bigint / 20 - 1) i`,
    [account, ids.conversations, size.conversations, agents[0]])
  await db.query(
    `insert into mentions (account_id, conversation_id, user_id, created_at) select $1::bigint, $2::bigint + i * 50, $4::bigint, now() from generate_series(0, $3::bigint / 50 - 1) i`,
    [account, ids.conversations, size.conversations, agents[0]])
  await db.query(
    `insert into attachments (account_id, message_id, file_type, file_name, content_type, file_size, blob_key, meta, created_at)
     select account_id, id, 'image', 'photo.png', 'image/png', 1000, 'seed' || id, '{}', created_at from messages where account_id = $1::bigint and id % 20 = 0`, [account])
  await db.query(
    `insert into csat_survey_responses (account_id, conversation_id, message_id, rating, feedback_message, assigned_agent_id, created_at)
     select account_id, id, last_message_id, 1 + scattered(id, 21, 5), 'Thanks', assignee_id, last_activity_at from conversations where account_id = $1::bigint and id % 20 = 0`, [account])
  await db.query(
    `insert into notifications (account_id, user_id, notification_type, primary_actor_id, last_activity_at, read_at)
     select $1::bigint, $4::bigint, 'conversation_assignment', $2::bigint + i * 10, now() - i * interval '1 min', case when i % 4 <> 0 then now() end from generate_series(0, $3::bigint / 10 - 1) i`,
    [account, ids.conversations, size.conversations, agents[0]])
}
