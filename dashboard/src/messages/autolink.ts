/** The few keys of the HTML tree that are used here. */
interface Node {
  type: string
  tagName?: string
  value?: string
  properties?: Record<string, string>
  children?: Node[]
}

const webAddress = /https?:\/\/[^\s<>"']+/gi

/** A rehype plugin: bare web addresses become links, outside links and code. */
export function autolink() {
  return (tree: Node) => linkChildren(tree)
}

function linkChildren(node: Node): void {
  if (node.tagName === 'a' || node.tagName === 'code' || !node.children) return
  node.children = node.children.flatMap((child) => (child.type === 'text' ? splitText(child.value ?? '') : [child]))
  node.children.forEach(linkChildren)
}

function splitText(text: string): Node[] {
  const nodes: Node[] = []
  let from = 0
  for (const match of text.matchAll(webAddress)) {
    const url = trimEnd(match[0])
    nodes.push(textNode(text.slice(from, match.index)))
    nodes.push({ type: 'element', tagName: 'a', properties: { href: url }, children: [textNode(url)] })
    from = match.index + url.length
  }
  return [...nodes, textNode(text.slice(from))].filter((node) => node.value !== '')
}

/** The sentence's own full stop or bracket does not belong to the address. */
function trimEnd(url: string): string {
  const trimmed = url.replace(/[.,;:!?*_~]+$/, '')
  return trimmed.endsWith(')') && !trimmed.includes('(') ? trimEnd(trimmed.slice(0, -1)) : trimmed
}

function textNode(value: string): Node {
  return { type: 'text', value }
}
