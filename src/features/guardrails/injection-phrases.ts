/** Fixed phrases of known attacks, each with the word by which it is found (the first such word in it) in the one pass over all words. */
export const PHRASES: readonly (readonly [phrase: string, key: string, type: string, score: number])[] = [
  ['do anything now', 'anything', 'jailbreak_persona', 0.85],
  ['you are now dan', 'dan', 'jailbreak_persona', 0.95],
  ['new instructions:', 'instructions', 'instruction_override', 0.7],
  ['your new instructions', 'instructions', 'instruction_override', 0.8],
  ['your new task is', 'task', 'instruction_override', 0.7],
  ['supersedes everything', 'supersedes', 'instruction_override', 0.6],
  ['administrator override', 'override', 'instruction_override', 0.6],
  ['admin override', 'override', 'instruction_override', 0.6],
  ['note to the ai', 'note', 'assistant_addressed', 0.7],
  ['attention ai', 'attention', 'assistant_addressed', 0.7],
  ['to the ai assistant', 'assistant', 'assistant_addressed', 0.45],
  ['if you are an ai', 'ai', 'assistant_addressed', 0.65],
  ['ai model reading', 'reading', 'assistant_addressed', 0.7],
  ['you had no instructions', 'instructions', 'jailbreak_persona', 0.75],
  ['mention this to the user', 'mention', 'concealment', 0.6],
  ['without telling the user', 'telling', 'concealment', 0.55],
  ['tell the user about this', 'tell', 'concealment', 0.5],
  ['inform the user', 'inform', 'concealment', 0.25],
  ['you must comply', 'comply', 'coercion', 0.5],
  ["begin your answer with 'sure", 'begin', 'coercion', 0.5],
  ['start your response with', 'start', 'coercion', 0.35],
  ['this is an authorized test', 'authorized', 'coercion', 0.45],
  ['stay in character', 'character', 'jailbreak_persona', 0.35],
  ['never refuse', 'never', 'jailbreak_persona', 0.55],
  ['broken free', 'broken', 'jailbreak_persona', 0.5],
  ['stop moderating', 'moderating', 'instruction_override', 0.7],
  ['end of document', 'document', 'role_markup', 0.3],
  ['my system prompt is', 'prompt', 'prompt_exfiltration', 0.65],
  ['stay a dan', 'dan', 'jailbreak_persona', 0.85],
  ['content policy', 'content', 'restriction_removal', 0.2],
  ['openai polic', 'openai', 'restriction_removal', 0.5],
]

/** Chat mark-up of a model's own turn format: it has no business in anyone's text. Found only where `<`, `[/` or `###` stand. */
export const MARKUP: readonly (readonly [phrase: string, type: string, score: number])[] = [
  ['<|im_start|>', 'role_markup', 0.85],
  ['<|system|>', 'role_markup', 0.85],
  ['<|start_header_id|>', 'role_markup', 0.85],
  ['<<sys>>', 'role_markup', 0.8],
  ['[/inst]', 'role_markup', 0.6],
  ['[inst]', 'role_markup', 0.5],
  ['</user>', 'role_markup', 0.5],
  ['</system>', 'role_markup', 0.55],
  ['<system>', 'role_markup', 0.45],
  ['### instruction:', 'role_markup', 0.45],
  ['### system', 'role_markup', 0.5],
]

export const PHRASE_MAX = Math.max(...PHRASES.map(([p]) => p.length), ...MARKUP.map(([p]) => p.length))

/** Phrases by their key word, with the offset of that word in the phrase. */
export const phrasesByKey: ReadonlyMap<
  string,
  readonly (readonly [phrase: string, offset: number, type: string, score: number])[]
> = PHRASES.reduce((map, [phrase, key, type, score]) => {
  const offset = phrase.search(new RegExp(`(?<![a-z])${key}`))
  return map.set(key, [...(map.get(key) ?? []), [phrase, offset, type, score] as const])
}, new Map<string, (readonly [string, number, string, number])[]>())
