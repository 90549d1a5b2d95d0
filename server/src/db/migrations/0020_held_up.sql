-- Rows that are deleted by their age. A block range keeps the oldest age that it ever held, also after its room is used again: from the second month on,
-- each range would look as if it held something old, and all of the table would be read to find nothing.
drop index events_occurred, idempotency_keys_created, event_offsets_position, automation_runs_created;
create index events_occurred on events (occurred_at);
create index idempotency_keys_created on idempotency_keys (created_at);
create index event_offsets_position on event_offsets (position);
create index automation_runs_created on automation_runs (created_at);

-- When what a rule met has happened: a rule that goes round in a circle is told by that, however late the log is read.
alter table automation_runs add column occurred_at timestamptz;

-- Up to when a user has read a conversation lately, for what is told of it later than that. Of what is deleted it is forgotten within a day.
create table recent_reads (
  account_id bigint not null,
  user_id bigint not null,
  conversation_id bigint not null,
  read_at timestamptz not null default now(),
  primary key (conversation_id, user_id)
);
create index recent_reads_read_at on recent_reads (read_at);

-- What mails tell of, as it may get another id while they wait.
create index mails_notification on mails (notification_id) where state = 'pending' and notification_id is not null;
