import { expect, test } from 'vitest'
import { createGuard } from '../../src/deliveries/guard.ts'

const guard = (webhookAllowHosts: string[] = [], publicUrl = 'https://desk.example.com', enableAccountSignup = true) => createGuard({ webhookAllowHosts, publicUrl, enableAccountSignup })
const refusal = (url: string, ...settings: Parameters<typeof guard>) => guard(...settings).refusal(new URL(url))

const privateAddresses = [
  '127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.1.1', '100.64.0.1', '192.0.2.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '240.0.0.1',
  '2130706433', '0x7f000001', '0177.0.0.1', '127.1',
  '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:10.0.0.1]', '[::127.0.0.1]', '[64:ff9b::10.0.0.1]', '[fe80::1]', '[fc00::1]', '[fd12::1]', '[ff02::1]', '[2001:db8::1]',
  '[2002:7f00:1::]', '[fec0::1]',
]

test.each(privateAddresses)('refuses %s', (host) => {
  expect(refusal(`http://${host}/hook`)).toContain('WEBHOOK_ALLOW_HOSTS')
})

test.each(['93.184.216.34', '[2606:2800:220:1:248:1893:25c8:1946]', '[::ffff:93.184.216.34]', '[64:ff9b::93.184.216.34]'])('allows %s', (host) => {
  expect(refusal(`https://${host}/hook`)).toBeNull()
})

test('names the address and the setting', () => {
  expect(refusal('http://10.1.2.3:8080/')).toBe('10.1.2.3 is not a public address: name it in WEBHOOK_ALLOW_HOSTS to allow it')
})

test('allows the addresses and networks of the setting, however they are written', () => {
  const allowed = ['10.0.0.0/8', '192.168.1.7', 'fd12::/16']
  for (const host of ['10.200.0.1', '[::ffff:10.0.0.1]', '192.168.1.7', '[fd12:3::1]']) expect(refusal(`http://${host}/`, allowed)).toBeNull()
  for (const host of ['192.168.1.8', '[fd13::1]', '127.0.0.1']) expect(refusal(`http://${host}/`, allowed)).not.toBeNull()
})

test('allows loopback where people reach the installation by loopback', () => {
  for (const publicUrl of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000']) {
    expect(refusal('http://127.0.0.1:9/', [], publicUrl)).toBeNull()
    expect(refusal('http://[::1]:9/', [], publicUrl)).toBeNull()
    expect(refusal('http://10.0.0.1/', [], publicUrl)).not.toBeNull()
  }
})

test('never allows the addresses that hand out credentials of the machine', () => {
  const everything = ['0.0.0.0/0', '::/0', '169.254.169.254', 'fe80::/10', 'fd00::/8']
  for (const host of [
    '169.254.169.254', '0xa9fea9fe', '2852039166', '169.254.170.2', '100.100.100.200', '[::ffff:169.254.169.254]', '[::169.254.169.254]', '[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::a9fe:a9fe]',
    '[2002:a9fe:a9fe::1]', '[fd00:ec2::254]', '[fd20:ce::254]', '[fe80::a9fe:a9fe]', '[fd00:c1::a9fe:a9fe]',
  ]) {
    expect(refusal(`http://${host}/`, everything)).toContain('never')
    expect(guard([], undefined, false).withHosts(everything).refusal(new URL(`http://${host}/`))).toContain('never')
  }
})

test('allows what the account allows, while strangers cannot have an account', () => {
  const url = new URL('http://10.1.2.3/')
  const closed = guard([], undefined, false)
  expect(closed.refusal(url)).toBe("10.1.2.3 is not a public address: name it in WEBHOOK_ALLOW_HOSTS or in the account's webhook_allow_hosts to allow it")
  expect(closed.withHosts(['10.0.0.0/8']).refusal(url)).toBeNull()
  expect(closed.withHosts(['10.1.2.3']).refusal(url)).toBeNull()
  expect(closed.withHosts(['10.2.0.0/16']).refusal(url)).not.toBeNull()
  expect(closed.refusal(url)).not.toBeNull()
  expect(closed.withHosts(['10.0.0.0/8'])).toBe(closed.withHosts(['10.0.0.0/8']))
  expect(closed.withHosts([])).toBe(closed)
  expect(guard().withHosts(['10.0.0.0/8']).refusal(url)).toBe(
    '10.1.2.3 is not a public address: name it in WEBHOOK_ALLOW_HOSTS to allow it; webhook_allow_hosts of the account counts only while ENABLE_ACCOUNT_SIGNUP is false and there is no PLATFORM_API_TOKEN')
})

test('allows nothing more to accounts that a program makes for others', () => {
  const rented = createGuard({ webhookAllowHosts: [], publicUrl: 'https://desk.example.com', enableAccountSignup: false, platformApiToken: [{ name: 'default', token: 'x'.repeat(24) }] })
  expect(rented.withHosts(['10.0.0.0/8']).refusal(new URL('http://10.1.2.3/'))).toContain('counts only while ENABLE_ACCOUNT_SIGNUP is false and there is no PLATFORM_API_TOKEN')
})

test('a name that one account allows is no name for the others', async () => {
  const closed = guard([], undefined, false)
  const find = (by: typeof closed) => new Promise((resolve) => { by.lookup('localhost', { all: true }, (error, found) => resolve(error ?? found)) })
  expect(await find(closed.withHosts(['localhost']))).toEqual(expect.arrayContaining([expect.objectContaining({ address: expect.any(String) })]))
  expect(await find(closed)).toBeInstanceOf(Error)
})

test('takes http and https alone', () => {
  for (const url of ['ftp://example.com/', 'file:///etc/passwd', 'unix:/run/x']) expect(refusal(url)).toContain('use http or https')
})

function lookUp(name: string, ...settings: Parameters<typeof guard>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    guard(...settings).lookup(name, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)))
  })
}

test('judges a name by the addresses that it has at the moment of connecting', async () => {
  await expect(lookUp('localhost')).rejects.toThrow(/^localhost is (127\.0\.0\.1|::1), which is not a public address: name it in WEBHOOK_ALLOW_HOSTS to allow it$/)
  expect(await lookUp('localhost', ['LocalHost.'])).not.toHaveLength(0)
  expect(await lookUp('localhost', ['127.0.0.0/8', '::1'])).not.toHaveLength(0)
  await expect(lookUp('localhost', ['10.0.0.0/8'])).rejects.toThrow('not a public address')
})
