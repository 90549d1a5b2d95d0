import { expect, test } from 'vitest'
import { ConfigError, readConfig, settings } from '../../src/config.ts'

test('every setting has a default that is valid and a line of documentation', () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    publicUrl: 'http://localhost:3000',
    databaseUrl: undefined,
    databasePoolSize: 16,
    secretKey: undefined,
    enableAccountSignup: false,
    enableRackAttack: true,
    webhookAllowHosts: [],
    maximumFileUploadSize: 40,
  })
  for (const { doc } of Object.values(settings)) expect(doc).toMatch(/\.$/)
})

test('the public address follows HOST and PORT, and FRONTEND_URL names it as well', () => {
  expect(readConfig({ HOST: '0.0.0.0', PORT: '80' }).publicUrl).toBe('http://localhost:80')
  expect(readConfig({ HOST: '2001:db8::1' }).publicUrl).toBe('http://[2001:db8::1]:3000')
  expect(readConfig({ FRONTEND_URL: 'https://desk.example/' }).publicUrl).toBe('https://desk.example')
  expect(readConfig({ PUBLIC_URL: 'https://a.example/desk/', FRONTEND_URL: 'https://b.example' }).publicUrl).toBe('https://a.example/desk')
})

test('an empty variable counts as absent, lists are separated by commas or spaces', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({ port: 3000, databaseUrl: undefined })
  expect(readConfig({ WEBHOOK_ALLOW_HOSTS: 'crm.internal, 10.0.0.0/8 ::1' }).webhookAllowHosts).toEqual(['crm.internal', '10.0.0.0/8', '::1'])
})

test('programs have their tokens by name', () => {
  const token = 'c29tZSB0b2tlbiBpbiBiYXNlNjQ='
  expect(readConfig({ PLATFORM_API_TOKEN: token }).platformApiToken).toEqual([{ name: 'default', token }])
  expect(readConfig({ PLATFORM_API_TOKEN: `desk=${token}, other=another-token-of-24-chars` }).platformApiToken).toEqual([
    { name: 'desk', token }, { name: 'other', token: 'another-token-of-24-chars' },
  ])
})

test.each([
  [{ PORT: '70000' }, /^PORT must be a whole number from 0 to 65535/],
  [{ PORT: '3e3' }, /^PORT must be/],
  [{ PUBLIC_URL: 'desk.example' }, /^PUBLIC_URL must be an http/],
  [{ FRONTEND_URL: 'ftp://x' }, /^FRONTEND_URL must be an http/],
  [{ ENABLE_ACCOUNT_SIGNUP: 'maybe' }, /^ENABLE_ACCOUNT_SIGNUP must be true or false/],
  [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of/],
  [{ SECRET_KEY: 'short' }, /^SECRET_KEY must have at least 32/],
  [{ RACK_ATTACK_ALLOWED_IPS: '10.0.0.0/64' }, /^RACK_ATTACK_ALLOWED_IPS must list/],
  [{ WEBHOOK_ALLOW_HOSTS: 'http://x' }, /^WEBHOOK_ALLOW_HOSTS must list/],
  [{ PLATFORM_API_TOKEN: 'hunter2' }, /^PLATFORM_API_TOKEN must have tokens of at least 24/],
  [{ PLATFORM_API_TOKEN: 'a=hunter2hunter2hunter2hunter2,a=Hunter2hunter2hunter2hunter2' }, /^PLATFORM_API_TOKEN must give each program a name/],
  [{ DATABASE_URL: 'mysql://me:hunter2@x/y' }, /^DATABASE_URL must look like/],
])('%o is refused in one line', (env, message) => {
  const read = () => readConfig(env)
  expect(read).toThrow(ConfigError)
  expect(read).toThrow(message)
  expect(read).not.toThrow(/\n|hunter2/)
})
