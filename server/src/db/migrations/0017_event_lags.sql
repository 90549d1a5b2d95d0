-- Of a reader of the log, the accounts in which more has happened than it deals with in one go: how far it is with each. Of all others it has dealt with everything up to its cursor.
create table event_lags (
  name text not null references event_cursors on delete cascade,
  account_id bigint not null,
  position bigint not null,
  primary key (name, account_id)
);
