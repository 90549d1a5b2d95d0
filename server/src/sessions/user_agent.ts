/** What a client says of itself in `User-Agent`, in the words of application API §1.4; null for what it does not say. */
export interface Device {
  browser_name: string | null
  browser_version: string | null
  device_name: string | null
  platform_name: string | null
  platform_version: string | null
}

export function readUserAgent(userAgent: string | null): Device {
  // As much as is kept of it.
  const text = (userAgent ?? '').slice(0, 255)
  const [browser_name, browser_version] = browserOf(text)
  const [platform_name, platform_version] = platformOf(text)
  return { browser_name, browser_version: browser_version?.split('.')[0] ?? null, device_name: deviceOf(text), platform_name, platform_version }
}

type Known = [name: string | null, version: string | null]

// Most of them call themselves by their ancestors' names, too: the first that fits is it.
const browsers: [string, RegExp][] = [
  ['Microsoft Edge', /\bEdg(?:e|A|iOS)?\/([\d.]+)/],
  ['Opera', /\bOPR\/([\d.]+)/],
  ['Samsung Browser', /\bSamsungBrowser\/([\d.]+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/([\d.]+)/],
  ['Chrome', /\b(?:Chrome|CriOS|HeadlessChrome)\/([\d.]+)/],
  ['Safari', /\bVersion\/([\d.]+).*\bSafari\//],
]

function browserOf(text: string): Known {
  for (const [name, pattern] of browsers) {
    const found = pattern.exec(text)
    if (found) return [name, found[1]!]
  }
  // Programs begin with their own name.
  const [, name, version] = /^(?!Mozilla\/)([\w.-]+)(?:\/([\d.]+))?/.exec(text) ?? []
  return [name ?? null, version ?? null]
}

const platforms: [string, RegExp][] = [
  ['Windows', /Windows NT ([\d.]+)/],
  ['Android', /Android ([\d.]+)/],
  ['iOS', /(?:iPhone|iPad|iPod).*? OS ([\d_]+)/],
  ['macOS', /Mac OS X ([\d_.]+)/],
  ['Chrome OS', /CrOS \S+ ([\d.]+)/],
]

function platformOf(text: string): Known {
  for (const [name, pattern] of platforms) {
    const found = pattern.exec(text)
    if (found) return [name, found[1]!.replaceAll('_', '.')]
  }
  return [text.includes('Linux') ? 'Linux' : null, null]
}

const deviceOf = (text: string): string | null => /\b(iPhone|iPad|iPod)\b/.exec(text)?.[1] ?? /Android [\d.]+; ([^;)]+?)(?: Build\/[^;)]*)?[;)]/.exec(text)?.[1] ?? null
