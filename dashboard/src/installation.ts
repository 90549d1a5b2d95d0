/** What anyone may know of this server (application API §8.2). */
export interface Installation {
  /** True while the first account must still be made. */
  onboarding: boolean
  name: string
  version: string
  brand: Brand
}

/** How an installation appears: white label, of the operator's settings. */
export interface Brand {
  name: string
  logo_url: string | null
  logo_dark_url: string | null
  favicon_url: string | null
  /** Of style tokens, without their two dashes; empty without a brand colour. */
  colours: Record<string, string>
  /** Words and phrases of ours and, with a capital, whole labels; with what stands in their place. */
  words: Record<string, string>
  support_url: string | null
  support_email: string | null
  terms_url: string | null
  privacy_url: string | null
}
