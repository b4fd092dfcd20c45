import type { Shape } from './randomness.ts'

const WHOLE =
  /^(?:[*x.•_#?0-]{3,}|<.{0,80}>?|\$\{?.{0,80}|\{\{?.{0,80}|%.{0,60}%|@[\w.]{0,60}@|\[.{0,60}\]?|\(.{0,60}\)?|null|nil|none|true|false|undefined|required|optional|string|str|text|number|boolean|object|unknown|any|(?:some|my|the|db|user|new|old|test|a)?[_-]?pass(?:word|wd)?|secret|token|hidden|empty|blank|disabled|enabled|redacted|masked|removed|invalid|expired|missing|revoked|admin|root|postgres|user|username|guest|pass|pwd|test|testing|foo|bar|foobar|bar|baz|qwerty|default|basic|bearer|digest|oauth2?|apikey|api[_-]?key)$/i
const WITHIN =
  /your[_\- ]?|example|change[_\- ]?me|redacted|placeholder|dummy|fake[_-]|sample|insert[_-]|replace[_-]?|xxxx|\*\*\*|\.\.\.|…|todo|goes[_-]?here|not[_-]a[_-]real|my[_-](?:api|secret|token|key|pass)|<[a-z_ -]+>|\$\{|\{\{|abcdef(?:ghij|0123)|0123456789|123456789a|1234567890|deadbeef|lorem/i
/** An expression of code: `process.env.X`, `config.get(`, `self.password`, `generateToken()`. */
const CODE =
  /^(?:process\.env|os\.(?:environ|getenv)|env[.[(]|import\.meta|System\.|Deno\.|Bun\.|ENV\[|getenv|secrets?\.|vars?\.|config[.[(]|settings?\.|self\.|this\.|req(?:uest)?\.|args?\.|options?\.|opts\.|ctx\.|context\.|props\.|state\.|params?\.|data\.|local\.|module\.|each\.|var\.|ref\(|fn::|file\(|vault:|arn:|projects\/|op:\/\/|new |await |new[A-Z]|get[A-Z]|create[A-Z]|generate|fetch[A-Z]|load[A-Z]|read[A-Z]|build[A-Z]|make[A-Z])/
const CALL = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*){0,6}\(/
const DOTTED = /^[A-Za-z_$][A-Za-z_$]*(?:\??\.[A-Za-z_$][A-Za-z_$]*){1,6}$/

/** Text that stands where a secret will stand: examples, variables, masks, expressions. */
export function isPlaceholder(value: string): boolean {
  return WHOLE.test(value) || WITHIN.test(value)
}

export function isExpression(value: string): boolean {
  return CODE.test(value) || CALL.test(value) || DOTTED.test(value)
}

/** A body behind a known prefix that nobody drew: one character over and over, lower-case words joined by dashes, an EXAMPLE in it. */
export function isExampleBody(body: string, shape: Shape): boolean {
  if (shape.distinct < 5) return true
  if (
    /example|xxxx|x-x-|placeholder|your[_-]|dummy|redacted|changeme|insert[_-]|replace[_-]|\*\*\*/i.test(body)
  )
    return true
  const words = shape.digits === 0 && !shape.upper && shape.others > 0
  return (
    words || (shape.pairs >= 8 && shape.natural >= shape.pairs * 0.8 && shape.changes <= shape.length * 0.12)
  )
}
