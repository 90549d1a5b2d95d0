import type { Query } from '../db/db.ts'

/** Texts by language; English where a language is not there. */
export type InLanguages<T> = { en: T } & Record<string, T>

/** What customers read, in the language of the account: in `pt_BR` as in `pt`. */
export const inLanguage = <T>(locale: string, texts: InLanguages<T>): T => texts[locale.toLowerCase().split(/[_-]/)[0] ?? ''] ?? texts.en

export async function findLocale(query: Query, accountId: number): Promise<string> {
  const [account] = await query<{ locale: string }>('select locale from accounts where id = $1', [accountId])
  return account?.locale ?? 'en'
}
