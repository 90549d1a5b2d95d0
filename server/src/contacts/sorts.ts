/** A stretch of a sorted list: rows of `contacts p` that satisfy `where`, in `order`. An index of the list is of one stretch. */
export interface Stretch {
  /** Beside `contacts p`, of which it must leave none away that `where` wants. */
  join?: string
  where: string
  order: string
}

type Direction = 'asc' | 'desc'

/**
 * What a list is made of for a `sort` as the caller wrote it (application API §5.2): contacts without a value, and names that are phone
 * numbers, always come last. The newest first when the caller asks for none of them.
 */
export function stretchesOf(sort = ''): Stretch[] {
  const key = sort.replace(/^-/, '')
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  return Object.hasOwn(sorts, key) ? sorts[key]!(direction) : [{ where: 'true', order: 'p.id desc' }]
}

/** Values are anyone's to write: an index holds the beginning of long ones. */
const extra = (key: string) => `left(nullif(p.additional_attributes ->> '${key}', ''), 255)`
const isPhoneLike = `'^\\+?[0-9]'`

const present = (column: string) => (direction: Direction): Stretch[] => [
  { where: `${column} is not null`, order: `${column} ${direction}, p.id ${direction}` },
  { where: `${column} is null`, order: `p.id ${direction}` },
]

const sorts: Record<string, (direction: Direction) => Stretch[]> = {
  email: present('p.email'),
  phone_number: present('p.phone_number'),
  // By an index to the hour, and within the hour worked out.
  last_activity_at: (direction) => [
    { join: 'join contact_hours h on h.contact_id = p.id and h.account_id = $1', where: 'true', order: `h.hour ${direction}, p.last_activity_at ${direction}, p.id ${direction}` },
    present('p.last_activity_at')(direction)[1]!,
  ],
  created_at: (direction) => [{ where: 'true', order: `p.created_at ${direction}, p.id ${direction}` }],
  company_name: present(extra('company_name')),
  company: present(extra('company_name')),
  city: present(extra('city')),
  country: present(extra('country')),
  name: (direction) => [`p.name !~ ${isPhoneLike}`, `p.name ~ ${isPhoneLike}`].map((where) => ({ where, order: `lower(p.name) ${direction}, p.id ${direction}` })),
}
