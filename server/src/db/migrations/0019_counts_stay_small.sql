-- What has been folded leaves room that the next changes take, and a table that never shrinks to nothing keeps plans that use its index: a plan made while the
-- table was empty reads all of it, and is kept while it grows.
alter table conversation_count_changes set (vacuum_truncate = false);
