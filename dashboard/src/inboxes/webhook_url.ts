/** What is wrong with a callback address, in words for the form; null when it may be sent. Empty is allowed. */
export function webhookUrlProblem(text: string): string | null {
  const url = text.trim()
  if (!url) return null
  if (!/^https?:\/\//i.test(url)) return 'The address must begin with http:// or https://.'
  if (!URL.canParse(url)) return 'This is not a complete address.'
  return url.length > 2048 ? 'The address is longer than 2048 characters.' : null
}
