const linkProtocols = new Set(['http:', 'https:', 'mailto:', 'tel:'])
const fileProtocols = new Set(['http:', 'https:', 'blob:'])

/** The address when a customer's link may be followed, else null. Relative ones would lead into the dashboard: refused. */
export function safeLink(url: string | undefined): string | null {
  return url && linkProtocols.has(protocolOf(url)) ? url : null
}

/** The address when a file may be shown or fetched from there, else null. */
export function safeFile(url: string | undefined): string | null {
  if (!url) return null
  return fileProtocols.has(protocolOf(new URL(url, location.origin).href)) ? url : null
}

/** A URL parser's own reading: no trick with case, spaces or control characters gets past it. */
function protocolOf(url: string): string {
  try {
    return new URL(url).protocol
  } catch {
    return ''
  }
}
