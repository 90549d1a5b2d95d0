import { useState } from 'react'
import { CodeBlock } from '../ui/code_block.tsx'
import { Tabs } from '../ui/tabs.tsx'
import type { Inbox } from '../wire.ts'
import { curlSnippets, typescriptSnippets } from './snippet_text.ts'

/** Ready code, filled with this inbox's values. The secret is masked on screen and right in what is copied. */
export function Snippets({ inbox }: { inbox: Inbox }) {
  const [language, setLanguage] = useState<'curl' | 'typescript'>('curl')
  const values = { origin: location.origin, identifier: inbox.inbox_identifier }
  const filled = { ...values, secret: inbox.secret ?? '' }
  const masked = { ...values, secret: '•'.repeat(12) }
  const write = language === 'curl' ? curlSnippets : typescriptSnippets
  const shown = write(masked)
  const blocks = (
    <div className="grid gap-4 pt-4">
      {write(filled).map((snippet, index) => (
        <CodeBlock key={snippet.title} title={snippet.title} code={snippet.code} shown={shown[index]?.code ?? ''} />
      ))}
    </div>
  )
  return (
    <section aria-label="Snippets" className="min-w-0">
      <Tabs
        label="Language"
        value={language}
        onChange={setLanguage}
        tabs={[
          { value: 'curl', label: 'curl', content: language === 'curl' && blocks },
          { value: 'typescript', label: 'TypeScript', content: language === 'typescript' && blocks },
        ]}
      />
    </section>
  )
}
