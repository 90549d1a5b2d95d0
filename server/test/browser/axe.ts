import axe from 'axe-core'
import type { Page } from 'playwright-core'

export const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * What axe says against a page as it stands, one line each. It is brought in once per page and run there: these pages have no frames, and a window opened
 * for each run, or the script brought in anew, would cost more than the run.
 */
export async function violations(page: Page, rules: { tags: string[] } | { rule: string } = { tags: wcag }): Promise<string[]> {
  if (!await page.evaluate(`typeof axe === 'object'`)) await page.evaluate(axe.source)
  const runOnly: axe.RunOnly = 'tags' in rules ? { type: 'tag', values: rules.tags } : { type: 'rule', values: [rules.rule] }
  const { violations: found } = await page.evaluate<axe.AxeResults>(`axe.run(${JSON.stringify({ runOnly, resultTypes: ['violations'] })})`)
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, any: [why] }) => `${id}: ${html.slice(0, 200)} (${why?.message ?? ''})`))
}
