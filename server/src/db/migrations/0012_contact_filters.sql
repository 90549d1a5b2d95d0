-- What programs look a contact up by: the value of a custom attribute, a city, a country, a company. Values are anyone's to write: an index holds the
-- beginning of long ones. Words begin with their account, as an index of words has no column for it.
create function attribute_words(account_id bigint, attributes jsonb) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(account_id || ':' || left(key, 100) || '=' || left(lower(value), 100)), '{}') from jsonb_each_text(attributes)
$$;
create index contacts_attributes on contacts using gin (attribute_words(account_id, custom_attributes)) where custom_attributes <> '{}';

create index contacts_country_folded on contacts (account_id, left(lower(additional_attributes ->> 'country_code'), 255))
  where additional_attributes ->> 'country_code' is not null;
create index contacts_city_folded on contacts (account_id, left(lower(additional_attributes ->> 'city'), 255))
  where additional_attributes ->> 'city' is not null;
create index contacts_company_folded on contacts (account_id, left(lower(additional_attributes ->> 'company_name'), 255))
  where additional_attributes ->> 'company_name' is not null;
