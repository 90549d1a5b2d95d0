import { say } from '../brand.ts'
import type { ChoicesOf } from './choices.ts'
import { type Condition, needsValue, operatorWords, type Subject, subjectOf, valuesOf } from './conditions.ts'

/** Conditions as they would be said: "Priority is Urgent or High and City contains Ber". */
export function sentenceOf(conditions: Condition[], subjects: Subject[], choicesOf: ChoicesOf): string {
  return conditions
    .map((condition, index) => {
      const joint = index === conditions.length - 1 ? '' : (condition.query_operator ?? 'and').toLowerCase() === 'or' ? ', or ' : ' and '
      return `${clause(condition, subjects, choicesOf)}${joint}`
    })
    .join('')
}

function clause(condition: Condition, subjects: Subject[], choicesOf: ChoicesOf): string {
  const subject = subjectOf(condition, subjects)
  const values = valuesOf(condition).map(String)
  if (!subject) return `${condition.attribute_key} ${operatorWords(condition.filter_operator, 'text')} ${values.join(' or ')}`.trim()
  const choices = choicesOf(subject) ?? []
  const said = values.map((value) => choices.find((choice) => choice.value === value)?.label ?? value).join(' or ')
  if (condition.filter_operator === 'days_before') return `${say(subject.label)} is longer ago than ${said} ${said === '1' ? 'day' : 'days'}`
  return `${say(subject.label)} ${operatorWords(condition.filter_operator, subject.kind)}${needsValue(condition.filter_operator) ? ` ${said}` : ''}`
}
