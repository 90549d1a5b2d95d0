-- Since when it is known that a user's address is the user's: set by a link that was mailed there, or by a program that runs the installation.
alter table users add column email_proved_at timestamptz;

-- A membership that was given to an address which somebody else may have made a user of: it opens nothing until the address is proved.
alter table account_users add column awaits_proof boolean not null default false;
