import { expect, test } from 'vitest'
import { readUserAgent } from './user_agent.ts'

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const nothing = { browser_name: null, browser_version: null, device_name: null, platform_name: null, platform_version: null }

test.each<[string | null, Partial<typeof nothing> | Record<string, string>]>([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.68`,
    { browser_name: 'Microsoft Edge', browser_version: '126', platform_name: 'Windows', platform_version: '10.0' }],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', { browser_name: 'Firefox', browser_version: '127', platform_name: 'Linux' }],
  [`Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP1A.240505.004) ${webkit} Chrome/125.0.0.0 Mobile Safari/537.36`,
    { browser_name: 'Chrome', browser_version: '125', device_name: 'Pixel 8', platform_name: 'Android', platform_version: '14' }],
  ['Mozilla/5.0 (iPad; CPU OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1',
    { browser_name: 'Chrome', browser_version: '126', device_name: 'iPad', platform_name: 'iOS', platform_version: '17.5.1' }],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
    { browser_name: 'Safari', browser_version: '17', platform_name: 'macOS', platform_version: '10.15.7' }],
  ['curl/8.5.0', { browser_name: 'curl', browser_version: '8' }],
  ['node', { browser_name: 'node' }],
  ['Mozilla/5.0', {}],
  ['', {}],
  [null, {}],
])('%s', (text, said) => {
  expect(readUserAgent(text)).toEqual({ ...nothing, ...said })
})

test('a text without end takes no time', () => {
  expect(readUserAgent(`Mozilla/5.0 ${'iPhone '.repeat(50_000)}`).device_name).toBe('iPhone')
})
