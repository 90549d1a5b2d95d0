/** A colour in OKLCH: lightness from 0 to 1, chroma, hue in degrees. */
interface Lch {
  l: number
  c: number
  h: number
}

type Rgb = [number, number, number]

/** The surfaces that a brand's colours must be told from, light and dark (dashboard/src/styles.css). */
const surfaces = { light: '#fdfdfe', dark: '#131518' }
const onAccent = '#fdfdfe'
const hints = { light: '#666a74', dark: '#90949b' }
const words = { light: '#4e535c', dark: '#b3b6bc' }

/**
 * Style tokens of the dashboard for a brand colour (`#rrggbb`). It gives the hue and, up to a measure, the chroma; lightness is that of our own
 * palette and gives way until every text on it reads at 4.5:1 and every edge shows at 3:1, whatever the colour.
 */
export function brandColours(brand: string): Record<string, string> {
  const { c, h } = toLch(brand)
  const of = (l: number, most: number): Lch => ({ l, c: Math.min(c, most), h })
  const readable = (other: string, ratio: number) => (made: string) => contrast(made, other) >= ratio
  const pair = (light: string, dark: string) => `light-dark(${light}, ${dark})`
  const selected = {
    light: fit(of(0.945, 0.022), 0.002, (made) => contrast(made, hints.light) >= 4.5),
    dark: fit(of(0.285, 0.045), -0.002, (made) => contrast(made, hints.dark) >= 4.5),
  }
  const bubble = {
    light: fit(of(0.935, 0.028), 0.002, readable(words.light, 4.5)),
    dark: fit(of(0.33, 0.075), -0.002, readable(words.dark, 4.5)),
  }
  const fill = (light: number, dark: number) => pair(
    fit(of(light, 0.19), -0.005, readable(onAccent, 4.6)),
    fit(of(dark, 0.18), -0.005, readable(onAccent, 4.6)),
  )
  return {
    accent: fill(0.52, 0.565),
    'accent-hover': fill(0.47, 0.525),
    'accent-text': pair(
      fit(of(0.48, 0.18), -0.005, (made) => contrast(made, selected.light) >= 4.6 && contrast(made, bubble.light) >= 4.6),
      fit(of(0.77, 0.11), 0.005, (made) => contrast(made, selected.dark) >= 4.6 && contrast(made, bubble.dark) >= 4.6),
    ),
    selected: pair(selected.light, selected.dark),
    'bubble-out': pair(bubble.light, bubble.dark),
    focus: pair(fit(of(0.55, 0.19), -0.005, readable(surfaces.light, 3.2)), fit(of(0.7, 0.15), 0.005, readable(surfaces.dark, 3.2))),
  }
}

/** The first colour from `start` on, step by step in lightness, that is good; at the end of the way black or white. */
function fit(start: Lch, step: number, isGood: (hex: string) => boolean): string {
  for (let { l } = start; l > 0 && l < 1; l += step) {
    const made = inGamut({ ...start, l })
    if (isGood(made)) return made
  }
  return step < 0 ? '#000000' : '#ffffff'
}

/** WCAG 2's ratio of two colours, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const [r, g, b] = linear(hex)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const linear = (hex: string): Rgb => [1, 3, 5].map((at) => {
  const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}) as Rgb

/** With as much chroma as a screen can show at that lightness. */
function inGamut({ l, c, h }: Lch): string {
  for (let chroma = c; chroma > 0.002; chroma -= 0.004) {
    const rgb = toLinear({ l, c: chroma, h })
    if (rgb.every((value) => value >= -0.0001 && value <= 1.0001)) return toHex(rgb)
  }
  return toHex(toLinear({ l, c: 0, h }))
}

const toHex = (rgb: Rgb) => `#${rgb.map((value) => {
  const clipped = Math.min(1, Math.max(0, value))
  const encoded = clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055
  return Math.round(encoded * 255).toString(16).padStart(2, '0')
}).join('')}`

/** https://www.w3.org/TR/css-color-4/#ok-lab */
function toLinear({ l, c, h }: Lch): Rgb {
  const [a, b] = [c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)]
  const [x, y, z] = [(l + 0.3963377774 * a + 0.2158037573 * b) ** 3, (l - 0.1055613458 * a - 0.0638541728 * b) ** 3, (l - 0.0894841775 * a - 1.291485548 * b) ** 3]
  return [4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z, -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z, -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z]
}

function toLch(hex: string): Lch {
  const [r, g, b] = linear(hex)
  const [x, y, z] = [0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b, 0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b, 0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b].map(Math.cbrt) as Rgb
  const [p, q] = [1.9779984951 * x - 2.428592205 * y + 0.4505937099 * z, 0.0259040371 * x + 0.7827717662 * y - 0.808675766 * z]
  return { l: 0.2104542553 * x + 0.793617785 * y - 0.0040720468 * z, c: Math.hypot(p, q), h: (Math.atan2(q, p) * 180) / Math.PI }
}
