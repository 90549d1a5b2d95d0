-- Whether values that are written for the account must fit their definition. Nobody's did until now, so none is held to it unasked.
alter table custom_attribute_definitions add column enforced boolean not null default false;
