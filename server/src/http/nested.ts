import qs from 'qs'

const formDepth = 10

/** Query strings and forms: `a[b]=1`, `a[]=1`, `a[][b]=1`. Of a name that comes twice without being a list, the last one counts, as the incumbent has it. */
export const nested = (text: string) =>
  qs.parse(text, { duplicates: 'last', depth: formDepth, arrayLimit: 1000, parameterLimit: 5000, allowDots: false, plainObjects: false, decoder: decoderOf(new Map()) })

/** Of each list of objects, the element that is being written and the keys that it has. */
type Elements = Map<string, { index: number; keys: Set<string> }>

const decoderOf = (elements: Elements) => (text: string, decode: qs.defaultDecoder, charset?: string, type?: 'key' | 'value'): string => {
  const decoded = decode(text, decode, charset)
  return type === 'key' ? numbered(decoded, elements) : decoded
}

/**
 * Names the elements of lists of objects: `a[][b]` becomes `a[0][b]`. As the incumbent reads forms, a key that the element has already begins the
 * next one, unless it is a list itself.
 */
function numbered(name: string, elements: Elements): string {
  for (let depth = 0, at = name.indexOf('[]['); at > 0 && depth < formDepth; depth += 1, at = name.indexOf('[][', at)) {
    const [list, key] = [name.slice(0, at), name.slice(at + 2)]
    const last = elements.get(list) ?? { index: 0, keys: new Set() }
    const element = last.keys.has(key) && !key.includes('[]') ? { index: last.index + 1, keys: new Set<string>() } : last
    elements.set(list, { ...element, keys: element.keys.add(key) })
    name = `${list}[${element.index}]${key}`
  }
  return name
}
