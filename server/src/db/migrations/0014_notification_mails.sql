-- When the user is mailed what he is told, unless he has read it until then; null for never, or when it is done.
alter table notifications add column mail_due_at timestamptz;
create index notifications_mail on notifications (mail_due_at) where mail_due_at is not null;

-- A mail that tells of a notification goes out only while that is news. Its reader can say elsewhere that he wants none.
alter table mails add column notification_id bigint, add column unsubscribe_url text;
