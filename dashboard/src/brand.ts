import type { Brand } from './installation.ts'

/** Parley under its own name, until the server has said otherwise. */
const plain: Brand = {
  name: 'Parley', logo_url: null, logo_dark_url: null, favicon_url: null, colours: {}, words: {}, support_url: null, support_email: null, terms_url: null, privacy_url: null,
}

let current = plain
let replacing = replacerOf(plain.words)

/** Under which name, look and words this installation appears. Known before the first screen is drawn: the root route waits for it. */
export const brand = (): Brand => current

export function takeBrand(given: Brand) {
  current = given
  replacing = replacerOf(given.words)
  if (typeof document === 'undefined') return
  for (const [name, colour] of Object.entries(given.colours)) document.documentElement.style.setProperty(`--${name}`, colour)
}

/** Our own words as this installation says them: where an inbox is a workspace, `say('Add Inbox')` is "Add Workspace". Never for what people wrote. */
export const say = (text: string): string => replacing(text)

/** The page's title, with the installation's name behind it. */
export const pageTitle = (title: string): string => `${title} · ${current.name}`

/**
 * A whole label comes first. Else the longest phrase wins; a capital at its beginning, and "a" or "an" before it, follow the word that takes
 * its place.
 */
function replacerOf(words: Brand['words']): (text: string) => string {
  const phrases = Object.keys(words).filter((phrase) => !startsLarge(phrase)).toSorted((one, other) => other.length - one.length)
  if (phrases.length === 0) return (text) => labelOf(words, text) ?? text
  const pattern = new RegExp(`\\b(?:(an?)(\\s+))?(${phrases.map((phrase) => phrase.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})\\b`, 'gi')
  const byPhrase = new Map(phrases.map((phrase) => [phrase.toLowerCase(), words[phrase]!]))
  return (text) => labelOf(words, text) ?? text.replaceAll(pattern, (_, article: string | undefined, space: string | undefined, phrase: string) => {
    const word = likeFirst(byPhrase.get(phrase.toLowerCase()) ?? phrase, phrase)
    return article === undefined ? word : `${likeFirst(/^[aeiou]/i.test(word) ? 'an' : 'a', article)}${space}${word}`
  })
}

const labelOf = (words: Brand['words'], text: string) => (Object.hasOwn(words, text) && startsLarge(text) ? words[text] : undefined)
const startsLarge = (text: string) => /^\p{Lu}/u.test(text)
const likeFirst = (word: string, model: string) => (startsLarge(model) ? word.charAt(0).toUpperCase() + word.slice(1) : word)
