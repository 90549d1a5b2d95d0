import type { Wire } from './wire.ts'

/** What anyone may know of this server (application API §8.2). */
export type Installation = Wire<'Installation'>

/** How an installation appears: white label, of the operator's settings. */
export type Brand = Wire<'Brand'>
