import Type, { type Static } from 'typebox'
import { unix } from '../db/time.ts'
import { Id, Nullable, OneOf, Text, UnixTime } from '../http/shapes.ts'
import type { Policy } from './policies.ts'

export const orders = ['round_robin'] as const
export const priorities = ['earliest_created', 'longest_waiting'] as const

/** A policy for administrators (application API §4.14). */
export const PolicyJson = Type.Object({
  id: Id, name: Text, description: Nullable(Text), assignment_order: OneOf(orders), conversation_priority: OneOf(priorities),
  fair_distribution_limit: Type.Integer(), fair_distribution_window: Type.Integer(), enabled: Type.Boolean(), assigned_inbox_count: Type.Integer(),
  created_at: UnixTime, updated_at: UnixTime,
}, { $id: 'AssignmentPolicy' })
export const policyJson = (policy: Policy): Static<typeof PolicyJson> => ({
  id: policy.id,
  name: policy.name,
  description: policy.description,
  assignment_order: policy.assignment_order,
  conversation_priority: policy.conversation_priority,
  fair_distribution_limit: policy.fair_distribution_limit,
  fair_distribution_window: policy.fair_distribution_window,
  enabled: policy.enabled,
  assigned_inbox_count: policy.assigned_inbox_count,
  created_at: unix(policy.created_at),
  updated_at: unix(policy.updated_at),
})
