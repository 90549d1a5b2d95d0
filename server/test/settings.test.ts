import { expect, test } from 'vitest'
import { settings } from '../src/config.ts'

/** The page that operators read is made of the settings themselves: `npm test -- -u` writes it anew. */
test('docs/settings.md lists every setting with its default', async () => {
  const rows = Object.values(settings).map((setting) => {
    const name = 'alias' in setting ? `\`${setting.env}\` (or \`${setting.alias as string}\`)` : `\`${setting.env}\``
    return `| ${name} | ${setting.fallback === '' ? '' : `\`${setting.fallback}\``} | ${setting.doc} |`
  })
  const page = ['# Settings', '', 'Environment variables, all optional. An empty one counts as absent; one that cannot be read stops the start with one line.', '',
    '| variable | default | |', '|---|---|---|', ...rows, ''].join('\n')
  await expect(page).toMatchFileSnapshot('../../docs/settings.md')
})
