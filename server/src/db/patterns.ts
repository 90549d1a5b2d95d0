/** A LIKE pattern for a text anywhere, with its own wildcards taken literally. */
export const containing = (text: string) => `%${literal(text)}%`
export const startingWith = (text: string) => `${literal(text)}%`
export const exactly = (text: string) => literal(text)
const literal = (text: string) => text.replace(/[\\%_]/g, (sign) => `\\${sign}`)
