-- Whose picture a file is. What somebody else's server shows is no file of ours.
create index contacts_picture on contacts (avatar_url) where avatar_url like '/rails/%';

-- Where an answer leads, for who is given it again.
alter table idempotency_keys add column location text;
