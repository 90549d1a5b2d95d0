import { randomInt } from 'node:crypto'

const adjectives = [
  'amber', 'bold', 'brave', 'bright', 'brisk', 'calm', 'clever', 'cosy', 'crisp', 'curious', 'daring', 'eager', 'early', 'fair', 'fond', 'fresh',
  'gentle', 'glad', 'golden', 'hardy', 'honest', 'jolly', 'keen', 'kind', 'lively', 'lucky', 'mellow', 'merry', 'mild', 'neat', 'nimble', 'noble',
  'patient', 'plucky', 'polite', 'proud', 'quick', 'quiet', 'rapid', 'ready', 'rosy', 'sandy', 'sharp', 'silver', 'snowy', 'steady', 'sunny', 'swift',
  'tidy', 'trusty', 'vivid', 'warm', 'wise', 'witty', 'young', 'zesty',
]
const nouns = [
  'acorn', 'badger', 'bay', 'beacon', 'birch', 'breeze', 'bridge', 'brook', 'canyon', 'cedar', 'cliff', 'cloud', 'comet', 'coral', 'creek', 'dune',
  'ember', 'falcon', 'fern', 'field', 'finch', 'fjord', 'forest', 'garden', 'glade', 'harbor', 'heron', 'hill', 'island', 'lake', 'lantern', 'lark',
  'maple', 'meadow', 'moon', 'moss', 'oak', 'ocean', 'orchard', 'otter', 'pebble', 'pine', 'pond', 'prairie', 'reef', 'ridge', 'river', 'robin',
  'shore', 'sparrow', 'spring', 'stone', 'valley', 'wave', 'willow', 'wren',
]

/** What a contact is called that gave no name: adjective, noun, number below 1000 (client API §2.3). */
export const randomName = () => `${any(adjectives)}-${any(nouns)}-${randomInt(1000)}`

const any = (words: string[]) => words[randomInt(words.length)]!
