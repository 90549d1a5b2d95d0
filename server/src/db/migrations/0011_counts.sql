-- Counters above lists that cost the same however many conversations, agents and inboxes there are. A change is a row of its own, so nobody who writes
-- waits for anybody; a job folds them together (conversations/counters.ts), and who reads adds up both tables.
drop trigger conversation_counted on conversations;
drop trigger conversation_recounted on conversations;
drop trigger conversation_facets_counted on conversations;
drop trigger conversation_facets_discounted on conversations;
drop trigger conversation_facets_recounted on conversations;
drop function count_conversation, count_conversation_facets, facets_of;
drop table conversation_counts, conversation_facet_counts;

create table conversation_counts (
  account_id bigint not null,
  -- '' for all, `team:7`, `label:vip`.
  facet text not null,
  -- A status, or `unread`: open, with something that no agent has read.
  state text not null,
  -- 0 for nobody, -1 for all of them together; always that for what is unread.
  assignee_id bigint not null,
  inbox_id bigint not null,
  count bigint not null,
  primary key (account_id, facet, state, assignee_id, inbox_id)
-- No index is of the count itself, so that a row that changes stays on its page.
) with (fillfactor = 70);
create index conversation_counts_unread on conversation_counts (account_id) where state = 'unread';

create table conversation_count_changes (
  account_id bigint not null,
  facet text not null,
  state text not null,
  assignee_id bigint not null,
  inbox_id bigint not null,
  change bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index conversation_count_changes_account on conversation_count_changes (account_id, facet);

-- Each counter that a conversation is one of.
create function counters_of(status text, assignee_id bigint, team_id bigint, labels text[], unread_count int)
  returns table (facet text, state text, counted_assignee_id bigint) language sql immutable as $$
  select f.facet, s.state, s.assignee_id
    from (select '' union all select 'team:' || team_id where team_id is not null union all select 'label:' || label from unnest(labels) label) f (facet),
         (values (status, coalesce(assignee_id, 0), true), (status, -1, true), ('unread', -1, status = 'open' and unread_count > 0)) s (state, assignee_id, holds)
   where s.holds
$$;

create function count_conversation() returns trigger language plpgsql as $$
begin
  insert into conversation_count_changes
  select account_id, facet, state, assignee_id, inbox_id, sum(change)
    from (select old.account_id, old.inbox_id, -1, o.* from counters_of(old.status, old.assignee_id, old.team_id, old.labels, old.unread_count) o where old.id is not null
          union all
          select new.account_id, new.inbox_id, 1, n.* from counters_of(new.status, new.assignee_id, new.team_id, new.labels, new.unread_count) n where new.id is not null
         ) moved (account_id, inbox_id, change, facet, state, assignee_id)
   group by 1, 2, 3, 4, 5 having sum(change) <> 0;
  return null;
end $$;

create trigger conversation_counted after insert or delete on conversations for each row execute function count_conversation();
create trigger conversation_recounted after update of status, assignee_id, inbox_id, team_id, labels, unread_count on conversations
  for each row when ((old.status, coalesce(old.assignee_id, 0), old.inbox_id, coalesce(old.team_id, 0), old.labels, old.unread_count > 0)
    is distinct from (new.status, coalesce(new.assignee_id, 0), new.inbox_id, coalesce(new.team_id, 0), new.labels, new.unread_count > 0))
  execute function count_conversation();

insert into conversation_counts
select c.account_id, n.facet, n.state, n.counted_assignee_id, c.inbox_id, count(*)
  from conversations c cross join lateral counters_of(c.status, c.assignee_id, c.team_id, c.labels, c.unread_count) n group by 1, 2, 3, 4, 5;
