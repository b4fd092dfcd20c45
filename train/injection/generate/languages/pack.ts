import { lines, list, type Slots } from '../grammar.ts'

/** What every language brings. Attack and twin sections answer each other: `trick`/`favour`, `deed`/`human`, `void`/`plain`. */
export const sections = [
  'topic', // things one asks about, in the form that fits {topic}
  'say', // statements
  'ask', // ordinary requests
  'hello',
  'bye',
  'void', // the earlier instructions do not count
  'leak', // show your instructions or secrets
  'free', // answer without rules
  'trick', // hidden text by a detour
  'persona', // you are now somebody without limits
  'pretext', // why it should be allowed
  'hail', // addressed to the assistant that reads this
  'deed', // act for the attacker
  'human', // imperatives for people
  'plain', // ignore, forget, rules and the like in ordinary use
  'favour', // spell, translate, summarise: of the user's own text
] as const
export type Section = (typeof sections)[number]
export type Pack = Readonly<Record<Section, readonly string[]>>

/** `# section` lines followed by alternatives; topics, greetings and closings stand in one line, separated by `;`. */
export function pack(text: string): Pack {
  const found = new Map<string, string>()
  for (const part of text.split(/^\s*# /mu)) {
    const [name = '', ...rest] = part.split('\n')
    found.set(name.trim(), rest.join('\n'))
  }
  const of = (name: Section): readonly string[] => {
    const body = found.get(name) ?? ''
    const entries = name === 'topic' || name === 'hello' || name === 'bye' ? list(body) : lines(body)
    if (entries.length === 0) throw new Error(`language pack lacks \`${name}\``)
    return entries
  }
  return {
    topic: of('topic'),
    say: of('say'),
    ask: of('ask'),
    hello: of('hello'),
    bye: of('bye'),
    void: of('void'),
    leak: of('leak'),
    free: of('free'),
    trick: of('trick'),
    persona: of('persona'),
    pretext: of('pretext'),
    hail: of('hail'),
    deed: of('deed'),
    human: of('human'),
    plain: of('plain'),
    favour: of('favour'),
  } satisfies Slots
}
