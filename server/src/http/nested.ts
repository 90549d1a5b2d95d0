import { unescape } from 'node:querystring'
import qs from 'qs'

const mostValues = 5000

/** Query strings and forms: `a[b]=1`, `a[]=1`, and lists of objects as `a[][b]=1&a[][c]=2&a[][b]=3`. */
export const nested = (text: string) => qs.parse(numbered(text), { depth: 10, arrayLimit: 1000, parameterLimit: mostValues, allowDots: false, plainObjects: false })

/** The text with a number in each `[][`, where clients of this wire leave it to the server which values are one object's. */
function numbered(text: string): string {
  if (!/(\[|%5b)(\]|%5d)(\[|%5b)/i.test(text)) return text
  const lists: Lists = new Map()
  return text.split('&', mostValues).map((pair) => {
    const [name = '', ...value] = pair.split('=')
    return [encodeURIComponent(numberedName(unescape(name.replaceAll('+', ' ')), lists)), ...value].join('=')
  }).join('&')
}

/** By what stands before `[][`: the number of the object begun last, and what it has already. */
type Lists = Map<string, { index: number; names: Set<string> }>

/** A name that the last object has already begins the next one; a list within it never does. */
function numberedName(name: string, lists: Lists): string {
  const at = name.indexOf('[][')
  if (at < 0) return name
  const [list, own] = [name.slice(0, at), name.slice(at + 2)]
  const last = lists.get(list) ?? { index: 0, names: new Set<string>() }
  const isNext = last.names.has(own) && !own.includes('[]')
  const current = isNext ? { index: last.index + 1, names: new Set<string>() } : last
  current.names.add(own)
  lists.set(list, current)
  return numberedName(`${list}[${current.index}]${own}`, lists)
}
