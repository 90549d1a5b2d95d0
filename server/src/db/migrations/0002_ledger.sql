-- The ledger as a product: options of endpoints, keys that rotate with an overlap, a log to follow, keys against duplicates.

alter table inboxes
  add column events text[],
  add column skip_own boolean not null default false,
  add column token_id bigint,
  add column custom_headers text,
  add column previous_secret text,
  add column previous_secret_until timestamptz,
  add column previous_hmac_token text,
  add column previous_hmac_token_until timestamptz,
  add column unique_source_id boolean not null default false;

alter table webhooks
  add column skip_own boolean not null default false,
  add column token_id bigint,
  add column custom_headers text,
  add column previous_secret text,
  add column previous_secret_until timestamptz;

alter table access_tokens
  add column previous_token_hash text unique,
  add column previous_token_until timestamptz;

-- `token_id` is the access token that last set the address: `skip_own` leaves out what that token caused.
drop view endpoints;
create view endpoints as
  select 'inbox' as kind, id, account_id, id as inbox_id, name, webhook_url as url, secret, previous_secret, previous_secret_until, custom_headers, skip_own, token_id,
         coalesce(events, array['message_created', 'message_updated', 'conversation_created', 'conversation_updated',
                                'conversation_status_changed', 'conversation_typing_on', 'conversation_typing_off']) as subscriptions
    from inboxes where webhook_url <> ''
  union all
  select 'webhook', id, account_id, null, coalesce(name, url), url, secret, previous_secret, previous_secret_until, custom_headers, skip_own, token_id, subscriptions
    from webhooks;

alter table endpoint_states
  add column paused_at timestamptz,
  add column disabled_at timestamptz,
  add column disabled_reason text,
  add column warned_at timestamptz;

alter table deliveries
  add column event text,
  add column conversation_id bigint,
  add column replays integer not null default 0;
create index deliveries_account on deliveries (account_id, id desc);
create index deliveries_conversation on deliveries (account_id, conversation_id, id desc) where conversation_id is not null;

alter table delivery_attempts
  add column signature text,
  add column previous_signature text;

-- Rows of the log lie in the order of time: a summary per block range is enough to prune by.
drop index events_occurred;
create index events_occurred on events using brin (occurred_at);
create index events_account on events (account_id, id);
create index events_conversation on events (account_id, conversation_id, id) where conversation_id is not null;

-- The outside ids of messages, in inboxes that want each only once.
create table message_source_ids (
  account_id bigint not null,
  inbox_id bigint not null,
  source_digest text not null,
  message_id bigint not null,
  primary key (account_id, inbox_id, source_digest)
);

-- The first answer to each Idempotency-Key, for 24 hours. Without a status the first request is still under way, until `locked_until` at most.
create table idempotency_keys (
  scope text not null,
  key text not null,
  fingerprint text not null,
  locked_until timestamptz not null,
  status integer,
  content_type text,
  body text,
  created_at timestamptz not null default now(),
  primary key (scope, key)
);
create index idempotency_keys_created on idempotency_keys using brin (created_at);
