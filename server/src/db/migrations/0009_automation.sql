-- Who was named in a private note of which conversation.
create table mentions (
  account_id bigint not null,
  conversation_id bigint not null references conversations on delete cascade,
  user_id bigint not null references users on delete cascade,
  created_at timestamptz not null default now(),
  primary key (account_id, user_id, conversation_id)
);
create index mentions_conversation on mentions (conversation_id);
