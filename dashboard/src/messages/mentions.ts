/** Who can be named behind an @. */
export interface Nameable {
  kind: 'user' | 'team'
  id: number
  name: string
}

/**
 * A note in which `@` and a colleague's or a team's name stands as the server reads it: `[@Noah Berg](mention://user/7/Noah%20Berg)`. Case does not matter; of
 * two names that begin alike the longer one counts.
 */
export function withMentions(text: string, people: Nameable[]): string {
  // In brackets, a bracket would end the link.
  const known = people.filter(({ name }) => name !== '' && !/[[\]]/.test(name)).toSorted((one, other) => other.name.length - one.name.length)
  if (known.length === 0 || !text.includes('@')) return text
  const names = known.map(({ name }) => name.replaceAll(/[\\^$.*+?()|{}]/g, String.raw`\$&`)).join('|')
  return text.replaceAll(new RegExp(String.raw`(?<![\p{L}\p{N}_[])@(${names})(?![\p{L}\p{N}_])`, 'giu'), (written, name: string) => {
    const person = known.find((one) => one.name.toLowerCase() === name.toLowerCase())
    return person ? `[@${person.name}](mention://${person.kind}/${person.id}/${encoded(person.name)})` : written
  })
}

const encoded = (name: string) => encodeURIComponent(name).replaceAll('(', '%28').replaceAll(')', '%29')
