import { isIP } from 'node:net'
import { resolve } from 'node:path'

/** A setting that cannot be used; its message is one line for the operator. */
export class ConfigError extends Error {}

type Setting<T> = { env: string; alias?: string; fallback: string; doc: string; parse: (text: string) => T }

/**
 * Every setting, in the order the documentation lists them. `fallback` is what the environment would say; an empty variable counts as absent.
 */
export const settings = {
  port: setting('PORT', '3000', port, 'TCP port of the API, the cable and the dashboard; 0 takes a free one.'),
  host: setting('HOST', '127.0.0.1', text, 'Address to listen on; 0.0.0.0 for every interface.'),
  publicUrl: {
    ...setting('PUBLIC_URL', '', url, 'Where browsers and clients reach Parley; the default is made of HOST and PORT.'),
    alias: 'FRONTEND_URL',
  },
  dataDir: setting('DATA_DIR', './data', path, 'Directory of the database, the attachments and the secret key.'),
  databaseUrl: setting('DATABASE_URL', '', databaseUrl, 'postgres:// address of a PostgreSQL >= 14; without it Parley runs its own in DATA_DIR. One Parley to a database: files lie in its DATA_DIR.'),
  databasePoolSize: setting('DATABASE_POOL_SIZE', '16', count(2, 90), 'Connections to the database; two at least.'),
  secretKey: setting('SECRET_KEY', '', secret, 'Encrypts stored tokens, 32 characters or more; without it one is generated once and kept in DATA_DIR/secret_key.'),
  logLevel: setting('LOG_LEVEL', 'info', oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'), 'fatal, error, warn, info, debug, trace or silent.'),
  enableAccountSignup: setting('ENABLE_ACCOUNT_SIGNUP', 'false', flag, 'Whether anyone may create a further account after the first.'),
  platformApiToken: setting('PLATFORM_API_TOKEN', '', platformTokens, 'Token of the platform API, 24 characters or more, for a program that runs this installation. Several programs each have their own as name=token, separated by commas. Without it that API is closed.'),
  maxUserSessions: setting('MAX_USER_SESSIONS', '25', count(1, 1000), 'Sessions that one user may have open.'),
  rackAttackLimit: setting('RACK_ATTACK_LIMIT', '3000', count(1), 'Requests per minute and address.'),
  enableRackAttack: setting('ENABLE_RACK_ATTACK', 'true', flag, 'Whether the request limits are on.'),
  rackAttackAllowedIps: setting('RACK_ATTACK_ALLOWED_IPS', '', networks, 'Addresses and networks without request limits, separated by commas.'),
  conversationMessagePerMinuteLimit: setting(
    'CONVERSATION_MESSAGE_PER_MINUTE_LIMIT', '200', count(1), 'Messages per minute in one conversation.',
  ),
  rateLimitContactSearch: setting('RATE_LIMIT_CONTACT_SEARCH', '100', count(1), 'Contact searches per minute and account.'),
  rateLimitConversationsMeta: setting('RATE_LIMIT_CONVERSATIONS_META', '30', count(1), 'Requests for conversation counts per minute and user.'),
  rateLimitReportsApiUserLevel: setting('RATE_LIMIT_REPORTS_API_USER_LEVEL', '100', count(1), 'Requests for reports per minute and user.'),
  rateLimitReportsApiAccountLevel: setting('RATE_LIMIT_REPORTS_API_ACCOUNT_LEVEL', '1000', count(1), 'Requests for reports per minute and account.'),
  rateLimitConversationTranscript: setting('RATE_LIMIT_CONVERSATION_TRANSCRIPT', '1000', count(1), 'Transcripts by e-mail per hour and account.'),
  maximumFileUploadSize: setting('MAXIMUM_FILE_UPLOAD_SIZE', '40', count(1), 'Largest attachment, in MB.'),
  idempotencyWait: setting('IDEMPOTENCY_WAIT', '30', count(0, 300), 'Longest a request waits for the first one with its Idempotency-Key, in seconds; then 409.'),
  cableBufferLimit: setting('CABLE_BUFFER_LIMIT', '1024', count(16), 'Kilobytes that may wait for a slow socket before it is cut off.'),
  webhookTimeout: setting('WEBHOOK_TIMEOUT', '10', count(1, 300), 'Longest one callback may take in all, in seconds.'),
  webhookAllowHosts: setting('WEBHOOK_ALLOW_HOSTS', '', hosts, 'Hosts and networks that callbacks may reach although their addresses are private, separated by commas. While ENABLE_ACCOUNT_SIGNUP is false and there is no PLATFORM_API_TOKEN, the setting webhook_allow_hosts of an account adds to them.'),
  webhookConcurrency: setting('WEBHOOK_CONCURRENCY', '32', count(1, 1024), 'Callbacks under way at once per endpoint.'),
  eventRetentionDays: setting('EVENT_RETENTION_DAYS', '30', count(1), 'Days that events and settled deliveries are kept.'),
  smtpAddress: setting('SMTP_ADDRESS', '', text, 'Mail server for notifications, exports and transcripts; without it no mail is sent.'),
  smtpPort: setting('SMTP_PORT', '587', count(1, 65535), 'Its port; 465 is encrypted from the start.'),
  smtpDomain: setting('SMTP_DOMAIN', '', text, 'Name by which Parley introduces itself to the mail server.'),
  smtpUsername: setting('SMTP_USERNAME', '', text, 'User at the mail server; without it Parley does not sign in.'),
  smtpPassword: setting('SMTP_PASSWORD', '', text, 'Password at the mail server.'),
  smtpTls: { ...setting('SMTP_TLS', 'false', flag, 'Whether the connection is encrypted from the start.'), alias: 'SMTP_SSL' },
  smtpEnableStarttlsAuto: setting('SMTP_ENABLE_STARTTLS_AUTO', 'true', flag, 'Whether the connection is encrypted once the mail server offers it.'),
  smtpOpensslVerifyMode: setting('SMTP_OPENSSL_VERIFY_MODE', 'peer', oneOf('peer', 'none'), "peer, or none to accept any certificate of the mail server."),
  mailerSenderEmail: setting('MAILER_SENDER_EMAIL', 'Parley <parley@localhost>', text, 'Sender of mails: an address, or a name and an address in angle brackets.'),
  brandName: setting('BRAND_NAME', 'Parley', brandName, 'What the product is called on every screen.'),
  brandLogo: setting('BRAND_LOGO', '', picture, 'Logo above the sign-in form and in the rail: a picture file, or an https:// address. Square ones look best.'),
  brandLogoDark: setting('BRAND_LOGO_DARK', '', picture, 'The logo on dark screens; without it the same.'),
  brandFavicon: setting('BRAND_FAVICON', '', picture, 'Icon of browser tabs: a picture file, or an https:// address.'),
  brandColor: setting('BRAND_COLOR', '', colour, 'Colour of buttons, links and marks, as #rrggbb. Its hue is kept; lightness follows what can be read.'),
  brandWords: setting('BRAND_WORDS', '', words, 'Words that are said otherwise here, as pairs: inbox=workspace,inboxes=workspaces. A first word with a capital stands for a whole label alone: Inboxes=Workspace.'),
  supportUrl: setting('SUPPORT_URL', '', url, 'Where people of this installation find help.'),
  supportEmail: setting('SUPPORT_EMAIL', '', text, 'Whom they write to.'),
  termsUrl: setting('TERMS_URL', '', url, 'Terms of use, linked from the sign-in form.'),
  privacyUrl: setting('PRIVACY_URL', '', url, 'Privacy policy, linked from the sign-in form.'),
  trustProxy: setting('TRUST_PROXY', 'false', flag, 'Whether X-Forwarded-For and X-Forwarded-Proto of the caller are believed.'),
} satisfies Record<string, Setting<unknown>>

type Values = { [K in keyof typeof settings]: ReturnType<(typeof settings)[K]['parse']> }

/** `publicUrl` has no slash at its end; `dataDir` is absolute; `databaseUrl` and `secretKey` are undefined when not set. */
export type Config = Omit<Values, 'publicUrl'> & { publicUrl: string }

/** Reads every setting; throws ConfigError at the first that cannot be used. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const entries = Object.entries(settings).map(([key, each]) => [key, read(each, env)])
  const values = Object.fromEntries(entries) as Values
  return { ...values, publicUrl: values.publicUrl ?? ownUrl(values.host, values.port) }
}

/** The address of a server that listens on this host and port, as a browser on the same machine would type it. */
export function ownUrl(host: string, port: number): string {
  const local = ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(host)
  const name = local ? 'localhost' : isIP(host) === 6 ? `[${host}]` : host
  return `http://${name}:${port}`
}

function read(each: Setting<unknown>, env: NodeJS.ProcessEnv): unknown {
  const name = each.alias && !env[each.env]?.trim() && env[each.alias]?.trim() ? each.alias : each.env
  const value = env[name]?.trim() || each.fallback
  try {
    return each.parse(value)
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${name} ${error.message}`)
    throw error
  }
}

function setting<T>(env: string, fallback: string, parse: (text: string) => T, doc: string): Setting<T> {
  return { env, fallback, doc, parse }
}

function text(value: string): string {
  return value
}

function path(value: string): string {
  return resolve(value)
}

function port(value: string): number {
  return count(0, 65535)(value)
}

function count(least: number, most = 1_000_000_000) {
  return (value: string): number => {
    const number = Number(value)
    if (/^\d+$/.test(value) && number >= least && number <= most) return number
    throw new ConfigError(`must be a whole number from ${least} to ${most}, not "${value}".`)
  }
}

function flag(value: string): boolean {
  if (/^(true|1|yes|on)$/i.test(value)) return true
  if (/^(false|0|no|off)$/i.test(value)) return false
  throw new ConfigError(`must be true or false, not "${value}".`)
}

function oneOf<T extends string>(...allowed: T[]) {
  return (value: string): T => {
    const found = allowed.find((each) => each === value.toLowerCase())
    if (found) return found
    throw new ConfigError(`must be one of ${allowed.join(', ')}, not "${value}".`)
  }
}

function url(value: string): string | undefined {
  if (!value) return undefined
  const parsed = URL.parse(value)
  if (!parsed || !/^https?:$/.test(parsed.protocol)) throw new ConfigError(`must be an http:// or https:// address, not "${value}".`)
  return (parsed.origin + parsed.pathname).replace(/\/+$/, '')
}

/** The value is never repeated in the error: it holds a password. */
function databaseUrl(value: string): string | undefined {
  if (!value) return undefined
  if (!/^postgres(ql)?:\/\/./.test(value) || !URL.canParse(value)) {
    throw new ConfigError('must look like postgres://user:password@host:5432/database.')
  }
  return value
}

function secret(value: string): string | undefined {
  if (!value) return undefined
  if (value.length < 32) throw new ConfigError('must have at least 32 characters, e.g. of `openssl rand -hex 32`.')
  return value
}

/** Names and tokens; a token without a name is that of `default`, and one of base64 may end with `=`. No token is repeated in an error. */
function platformTokens(value: string): { name: string; token: string }[] {
  const apps = list(value).map((each) => {
    const [name, token] = /^([\w.-]+)=([^=].*)$/.exec(each)?.slice(1) ?? ['default', each]
    if (!/^[!-~]{24,255}$/.test(token!)) throw new ConfigError('must have tokens of at least 24 characters, e.g. of `openssl rand -hex 24`.')
    return { name: name!, token: token! }
  })
  if (new Set(apps.map(({ name }) => name)).size < apps.length || new Set(apps.map(({ token }) => token)).size < apps.length) {
    throw new ConfigError('must give each program a name and a token of its own.')
  }
  return apps
}

function brandName(value: string): string {
  if (value.length > 60) throw new ConfigError('must have at most 60 characters.')
  return value
}

/** A file that is read when it is asked for, or an address of somebody else's. */
function picture(value: string): { url: string } | { file: string } | undefined {
  if (!value) return undefined
  if (/^https?:\/\//.test(value)) return { url: new URL(url(value)!).href }
  if (/\.(svg|png|jpe?g|webp|gif|ico)$/i.test(value)) return { file: resolve(value) }
  throw new ConfigError(`must be a picture (svg, png, jpg, webp, gif, ico) or an http:// or https:// address, not "${value}".`)
}

function colour(value: string): string | undefined {
  if (!value) return undefined
  if (!/^#[0-9a-f]{6}$/i.test(value)) throw new ConfigError(`must be a colour such as #3b5bd4, not "${value}".`)
  return value.toLowerCase()
}

/** Pairs of a word, phrase or label of ours and what is said in its place. */
function words(value: string): Record<string, string> {
  const pairs = value.split(',').map((pair) => pair.trim()).filter(Boolean).map((pair) => {
    const [ours = '', theirs = '', ...more] = pair.split('=').map((word) => word.trim())
    if (!ours || !theirs || more.length > 0) throw new ConfigError(`must be pairs such as inbox=workspace, not "${pair}".`)
    return [ours, theirs]
  })
  return Object.fromEntries(pairs) as Record<string, string>
}

function list(value: string): string[] {
  return value.split(/[\s,]+/).filter(Boolean)
}

function networks(value: string): string[] {
  const wrong = list(value).find((each) => !isNetwork(each))
  if (wrong) throw new ConfigError(`must list addresses or networks such as 10.0.0.0/8, not "${wrong}".`)
  return list(value)
}

function hosts(value: string): string[] {
  const wrong = list(value).find((each) => !isHost(each))
  if (wrong) throw new ConfigError(`must list hosts or networks such as crm.internal or 10.0.0.0/8, not "${wrong}".`)
  return list(value)
}

/** Whether callbacks can be allowed to reach it by this name: a host, an address or a network. */
export const isHost = (value: string): boolean => isNetwork(value) || /^[a-z0-9_.-]+$/i.test(value)

function isNetwork(value: string): boolean {
  const [address = '', bits, ...more] = value.split('/')
  const family = isIP(address)
  if (!family || more.length) return false
  return bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}
