import Type, { type Static } from 'typebox'
import type { Config } from '../config.ts'
import { Nullable, Text } from '../http/shapes.ts'
import { brandColours } from './colours.ts'

/** Under which name, look and words an installation appears: one product, sold by several houses. */
export const BrandJson = Type.Object({
  name: Text, logo_url: Nullable(Text), logo_dark_url: Nullable(Text), favicon_url: Nullable(Text),
  colours: Type.Record(Type.String(), Text, { description: 'Of style tokens, light and dark in one; empty without BRAND_COLOR' }),
  words: Type.Record(Type.String(), Text, { description: 'Words, phrases and (with a capital) whole labels of ours, and what stands in their place' }),
  support_url: Nullable(Text), support_email: Nullable(Text), terms_url: Nullable(Text), privacy_url: Nullable(Text),
}, { $id: 'Brand' })
export const brandJson = (config: Config): Static<typeof BrandJson> => ({
  name: config.brandName,
  logo_url: pictureUrl(config, 'logo'),
  logo_dark_url: pictureUrl(config, 'logo_dark'),
  favicon_url: pictureUrl(config, 'favicon'),
  colours: config.brandColor === undefined ? {} : brandColours(config.brandColor),
  words: config.brandWords,
  support_url: config.supportUrl ?? null,
  support_email: config.supportEmail || null,
  terms_url: config.termsUrl ?? null,
  privacy_url: config.privacyUrl ?? null,
})

export const pictureNames = ['logo', 'logo_dark', 'favicon'] as const
export type PictureName = (typeof pictureNames)[number]

/** The setting behind a picture: an address, or a file of ours. */
export function pictureSetting(config: Config, name: PictureName) {
  return { logo: config.brandLogo, logo_dark: config.brandLogoDark, favicon: config.brandFavicon }[name]
}

/** Where a browser gets a picture; null without one. */
export function pictureUrl(config: Config, name: PictureName): string | null {
  const picture = pictureSetting(config, name)
  if (!picture) return null
  return 'url' in picture ? picture.url : `/brand/${name}`
}

/** The page under the installation's name, icon and colours from its first paint on. */
export function brandedPage(page: string, config: Config): string {
  const { name, favicon_url, colours } = brandJson(config)
  const style = Object.entries(colours).map(([token, colour]) => `--${token}: ${colour}`).join('; ')
  const named = page.replace(/<title>.*?<\/title>/, () => `<title>${escape(name)}</title>`)
  const coloured = style ? named.replace('<html lang="en">', () => `<html lang="en" style="${style}">`) : named
  return favicon_url === null ? coloured : coloured.replace(/<link rel="icon"[^>]*>/, () => `<link rel="icon" href="${escape(favicon_url)}" />`)
}

/** Hosts that a page with the brand's pictures loads them from. */
export function pictureOrigins(config: Config): string[] {
  const urls = pictureNames.map((name) => pictureSetting(config, name)).flatMap((picture) => (picture && 'url' in picture ? [new URL(picture.url).origin] : []))
  return [...new Set(urls)]
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
