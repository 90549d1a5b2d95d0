import { equality, flag, found, labels, moment, phone, presence, spans, text, texts } from './compare.ts'
import type { Filterable } from './filter.ts'

const extra = (key: string) => {
  const value = `(p.additional_attributes ->> '${key}')`
  return found(255, (lower) => `left(lower${value}, 255) = any(array(select left(value, 255) from ${lower} given)) and ${value} is not null`, text(value))
}

/** The keys of `contacts p` (application API §5.6). */
export const contactFilter: Filterable = {
  keys: {
    name: { operators: texts, compare: text('p.name') },
    phone_number: { operators: [...texts, 'starts_with'], compare: phone('p.phone_number') },
    email: { operators: texts, compare: text('p.email', 'p.email') },
    identifier: { operators: equality, compare: text('p.identifier', 'lower(p.identifier)') },
    country_code: { operators: equality, compare: extra('country_code') },
    city: { operators: texts, compare: extra('city') },
    company_name: { operators: texts, compare: extra('company_name') },
    company: { operators: texts, compare: extra('company_name') },
    labels: { operators: [...equality, ...presence], compare: labels('p.label_list') },
    blocked: { operators: equality, compare: flag('p.blocked') },
    created_at: { operators: spans, compare: moment('p.created_at') },
    last_activity_at: { operators: spans, compare: moment('p.last_activity_at') },
  },
  older: ['company'],
  model: 'contact_attribute',
  customColumn: 'p.custom_attributes',
  customWords: 'attribute_words(p.account_id, p.custom_attributes)',
}
