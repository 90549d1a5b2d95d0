import type { Wire } from '../wire.ts'

/** The ledger of callbacks as the server sends it. */

export const deliveryStates = ['pending', 'delivered', 'failed', 'expired'] as const
export type Delivery = Wire<'Delivery'>
export type DeliveryState = Delivery['state']
export type ShownDelivery = Wire<'ShownDelivery'>
export type Attempt = Wire<'DeliveryAttempt'>
export type SentRequest = Attempt['request']
export type ErrorClass = NonNullable<Attempt['error_class']>

/** What came of one post. */
export type Tried = Omit<Attempt, 'note'>

/** What agents may know of a callback. */
export type DeliveryGlance = Wire<'DeliveryGlance'>

export type Replay = Wire<'Replay'>
export type TestDelivery = Wire<'TestDelivery'>

/** How an endpoint stands; also the `data` of `endpoint.updated`. */
export type EndpointPush = Wire<'EndpointPush'>
export type Endpoint = Wire<'Endpoint'>
export type HealthPeriod = Endpoint['health']['hour']
