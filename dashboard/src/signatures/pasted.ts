/** Headers as they are pasted from a log: "Name: value" or "name = value" lines, with or without quotes, or a JSON object. */
export function readHeaders(text: string): Record<string, string> {
  const json = fromJson(text)
  if (json) return json
  const lines = text.split(/\r?\n/).map((line) => /^\s*["']?([!#$%&*+.^`|~\w-]+)["']?\s*[:=]\s*(.*?)\s*,?\s*$/.exec(line))
  return Object.fromEntries(lines.flatMap((line) => (line ? [[line[1]!, line[2]!.replace(/^(["'])(.*)\1$/, '$2')]] : [])))
}

/** What the check cannot do without. */
export function hasSignature(headers: Record<string, string>): boolean {
  return Object.keys(headers).some((name) => /^(x-chatwoot-signature|webhook-signature)/i.test(name))
}

function fromJson(text: string): Record<string, string> | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, Array.isArray(one) ? String(one[0]) : String(one)]))
  } catch {
    return null
  }
}
