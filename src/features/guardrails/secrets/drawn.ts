import type { Emit } from '../detector.ts'
import { cueBefore } from './cue.ts'
import { decodeStart } from './keys.ts'
import { isPlaceholder } from './placeholders.ts'
import { drawnWithin, looksDrawn, shapeOf, type Shape } from './randomness.ts'
import { isContentKey, isUuid, valueEnd, VALUE_MAX } from './values.ts'
import { isDigit } from '../words.ts'

type Open = (at: number) => void

/** Longer than any key in one run; what is longer is data. */
const RUN_MAX = 256
/** How far behind a value its name may follow: `... is my API key`. */
const AFTER_CHARS = 40

const INTEGRITY = /^sha\d{1,3}-/

const isBase64Joint = (c: number): boolean => c === 43 || c === 47
const isAlnum = (c: number): boolean => (c >= 48 && c <= 57) || ((c | 32) >= 97 && (c | 32) <= 122)

/** Ids that many systems write with a prefix; none opens anything. */
const IDS =
  /^(?:call|toolu|tool|msg|resp|rs|fc|ws|chatcmpl|cmpl|run|thread|asst|step|file|org|proj|req|batch|ftjob|vs|gen|evt|event|cus|pi|pm|ch|cs|in|ii|il|sub|si|price|prod|acct|seti|re|tr|po|txn|tx|ba|card|src|user|usr|u|item|order|ord|obj|i|vol|snap|subnet|sg|vpc|ami|eni|rtb|igw|nat|eipalloc|img|image|layer|sha\d*|md5|uid|id|trace|span|session|sess|sid|job|task|doc|node|chunk|css|sc|jsx|svelte|ng|bundle|build|v\d+|rev|commit|tag|ref|branch|pod|deploy|rs|ns|cluster|host|pid|etag|gid|cid|ocid1|urn|arn|projects|ep|conn|inst|db|tbl|col|row|wf|exec|flow|page|post|comment|media|video|track|album|playlist|cursor|pkg|lib|app|ds|model|dep|dpl|env|ver|feature|flag|test|spec|story|ticket|issue|pr|mr|crate|container|cache|hash|key|h|w|x|y|z)[_-]/i
/** A prefix that says by itself what follows. */
const KEYISH =
  /^(?:[a-z0-9]{2,14}[_-]){0,2}(?:sk|rk|pk|key|apikey|api|tok|token|secret|sec|pat|auth|access|priv|live|prod|pw|cred|bearer|svc|admin)[_-](?=[A-Za-z0-9_-]{16,}$)/i
const PREFIXED = /^[a-z][a-z0-9]{1,11}(?:_[a-z0-9]{1,8}){0,2}_(?=[A-Za-z0-9]{28,}$)/
const AFTERWARDS =
  /^["'`]?[,)]?\s{1,2}(?:is|as|was|for)\s(?:(?:my|our|the|your|a|an|his|her|their)\s)?(?:[A-Za-z]{2,14}\s){0,2}?(?:api\s?key|key|token|secret|password|credential|bearer)\b|^["']\s{1,3}where\s[a-z_]{2,12}\s?=\s?["'][\w.-]{0,12}(?:key|token|secret|passw)/i
/** `curl -u user:key`. */
const USER_FLAG = /(?:^|\s)(?:-u|--user|--proxy-user)[ =]["']?[\w.@-]{1,40}:$/
/** A session's or a login's cookie: whoever has its value is logged in. */
const COOKIE =
  /(?:^|[\n'"])\s{0,2}(?:set-)?cookie:[ ]?[^\n]{0,120}?(?:sess|sid|auth|token|jwt|login)[\w.-]{0,20}=(?:s%)?$/i
/** How far back the two look. */
const BESIDE_CHARS = 180

/** A run that looks drawn, judged by the words around it and by its own prefix. */
export function drawnToken(
  text: string,
  start: number,
  runEnd: number,
  final: boolean,
  emit: Emit,
  open: Open,
): void {
  const before = start > 0 ? text.charCodeAt(start - 1) : 0
  // The rest of something longer: base64 with slashes, a path, a query that urlOf saw.
  if (isBase64Joint(before) && start > 1 && isAlnum(text.charCodeAt(start - 2))) return
  if (before === 58 && numberBefore(text, start - 1)) return
  // `sha512-...` of a lock file.
  if (text.charCodeAt(start + 1) === 104 && INTEGRITY.test(text.slice(start, start + 7))) return
  const quote = before === 34 || before === 39 || before === 96 ? before : 0
  const named =
    before <= 32 || before === 61 || before === 58 || before === 62 || isBase64Joint(before) || quote !== 0
  let end = runEnd
  if (named) end = tokenEnd(text, start, runEnd)
  if (end === text.length && end - start < VALUE_MAX && !final) {
    open(start)
    return
  }
  while (end > start && (text.charCodeAt(end - 1) === 46 || text.charCodeAt(end - 1) === 45)) end--
  const length = end - start
  if (length < 12 || length > RUN_MAX) return
  const uuid = isUuid(text, Math.max(start, end - 36), end)
  if (!uuid && !drawnWithin(text, start, end, false)) return
  if (
    text.startsWith('base64,', start - 7) ||
    text.startsWith('-----\n', start - 6) ||
    text.startsWith('AAAA', start)
  )
    return
  const score = scoreToken(text, start, end, uuid, final)
  if (score === 'open') open(start)
  else if (score !== null && !isPlaceholder(text.slice(start, end))) emit(score.type, start, end, score.score)
}

/** A run and what base64 may add to it. */
function tokenEnd(text: string, start: number, runEnd: number): number {
  const cap = Math.min(text.length, start + VALUE_MAX)
  let end = runEnd
  while (end < cap) {
    const c = text.charCodeAt(end)
    if (c === 58) {
      // `12345678:9f...`: a number and a secret, joined.
      if (!onlyDigits(text, start, end) || !isAlnum(text.charCodeAt(end + 1))) break
      end++
    } else if (isAlnum(c) || c === 43 || c === 47 || c === 126 || c === 45 || c === 95 || c === 46) end++
    else break
  }
  if (text.charCodeAt(end) === 61 && end - start >= 12) end++
  if (text.charCodeAt(end) === 61 && text.charCodeAt(end - 1) === 61) end++
  return Math.min(end, cap)
}

/** Of 4 to 14 digits. */
export function onlyDigits(text: string, start: number, end: number): boolean {
  if (end - start < 4 || end - start > 14) return false
  for (let i = start; i < end; i++) if (!isDigit(text.charCodeAt(i))) return false
  return true
}

/** The number before a colon at `colon`, if one stands there. */
function numberBefore(text: string, colon: number): boolean {
  let i = colon
  while (i > 0 && colon - i < 15 && isDigit(text.charCodeAt(i - 1))) i--
  return onlyDigits(text, i, colon)
}

type Verdict = { readonly type: string; readonly score: number }

function scoreToken(
  text: string,
  start: number,
  end: number,
  uuid: boolean,
  final: boolean,
): Verdict | 'open' | null {
  const cue = cueBefore(text, start)
  const length = end - start
  const type = cue.password ? 'password' : 'generic_secret'
  if (cue.says !== 'strong' && besides(text, start)) return { type: 'generic_secret', score: 0.7 }
  if (cue.says === 'harmless') return null
  if (cue.says === 'strong') {
    if (uuid) return { type, score: 0.7 }
    if (cue.named && wholeValue(text, start) !== end) return null
    return length >= 12 ? { type, score: 0.8 } : null
  }
  if (cue.says === 'weak') {
    if (uuid) return cue.named ? null : { type, score: 0.55 }
    if (cue.named && isContentKey(text, start, end)) return null
    return length >= 16 ? { type, score: 0.6 } : null
  }
  if (cue.says === 'service' && !uuid)
    return length >= 20 && drawnWithin(text, start, end, true) && !isId(text, start, end)
      ? { type, score: 0.6 }
      : null
  const alone = uuid ? null : scoreAlone(text, start, end, shapeOf(text, start, end))
  if (alone !== null) return alone
  if (length < 16 || isId(text, start, end)) return null
  if (end + AFTER_CHARS > text.length && !final) return 'open'
  return AFTERWARDS.test(text.slice(end, end + AFTER_CHARS)) ? { type: 'generic_secret', score: 0.6 } : null
}

/** What stands before a value that no word names: only a look at its last character costs anything elsewhere. */
function besides(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1)
  if (before !== 58 && before !== 61 && before !== 37) return false
  const head = text.slice(Math.max(0, start - BESIDE_CHARS), start)
  return before === 58 ? USER_FLAG.test(head) : COOKIE.test(head)
}

/** Where the value that begins here ends, as values.ts sees it: both must name the same stretch, or only that one speaks. */
function wholeValue(text: string, start: number): number {
  const c = text.charCodeAt(start - 1)
  return valueEnd(text, start, c === 34 || c === 39 || c === 96 ? c : 0)
}

const isId = (text: string, start: number, end: number): boolean =>
  IDS.test(text.slice(start, Math.min(end, start + 16)))

/** A prefix of an issuer that is not listed: `acme_live_...`. */
function scoreAlone(text: string, start: number, end: number, shape: Shape): Verdict | null {
  if (shape.others > 8 || shape.digits < 2) return null
  const head = text.slice(start, Math.min(end, start + 80))
  const keyish = KEYISH.exec(head)
  if (keyish !== null) {
    const tail = shapeOf(text, start + keyish[0].length, end)
    return looksDrawn(tail, true) ? { type: 'generic_secret', score: 0.65 } : null
  }
  const prefixed = PREFIXED.exec(head)
  if (prefixed === null || IDS.test(head)) return null
  const tail = shapeOf(text, start + prefixed[0].length, end)
  return tail.upper && tail.lower && looksDrawn(tail, true) ? { type: 'generic_secret', score: 0.55 } : null
}

const DISCORD = /^[MNO][A-Za-z0-9_-]{23,27}\.[\w-]{6,7}\.[\w-]{27,38}$/
const TELEGRAM = /AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/y
const ENTRA = /[A-Za-z0-9_.-]{3}\dQ~[A-Za-z0-9_.~-]{31,34}(?![A-Za-z0-9_.~-])/y
const PAYPAL = /access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}/y
const REFRESH = /1\/\/0[\w-]{24,120}/y
const MAILCHIMP = /^[0-9a-f]{32}-us\d{1,2}$/
const TERRAFORM = /^[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,70}$/
const MAXMIND = /^[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk$/
const ASANA = /[0-2]\/\d{15,17}(?:\/\d{15,17})?:[0-9a-f]{32}(?![0-9a-f])/y
const AZURE =
  /[A-Za-z0-9+/]{30,80}(?:\+AStb?|\+ABa|\+AMC|\+ARm|\+ACR|ACDb|AIoT|AzFu|AzSe|AzCa|JQQJ99|\+ASb|\+AEh)[A-Za-z0-9+/]{4,40}={0,2}/y

/** Formats without a fixed prefix, known by what stands inside or behind. True when one was found or is open. */
export function structured(
  text: string,
  start: number,
  end: number,
  final: boolean,
  emit: Emit,
  open: Open,
): boolean {
  const next = end < text.length ? text.charCodeAt(end) : 0
  const length = end - start
  if (next === 58 && length >= 8 && length <= 10 && text.startsWith(':AA', end)) {
    if (!final && end + 38 > text.length) {
      open(start)
      return true
    }
    TELEGRAM.lastIndex = end + 1
    if (TELEGRAM.test(text) && /^\d+$/.test(text.slice(start, end))) {
      emit('telegram_token', start, TELEGRAM.lastIndex, 0.95)
      return true
    }
  }
  if (next === 126 && length === 5)
    return sticky(text, start, final, emit, open, ENTRA, 'azure_client_secret', 42)
  if (next === 36 && length === 12) return sticky(text, start, final, emit, open, PAYPAL, 'paypal_token', 96)
  if (next === 47 && length === 1) {
    const c = text.charCodeAt(start)
    if (c === 49 && text.startsWith('//0', start + 1))
      return sticky(text, start, final, emit, open, REFRESH, 'google_oauth', 126)
    if (c >= 48 && c <= 50) return sticky(text, start, final, emit, open, ASANA, 'asana_token', 72)
  }
  if ((next === 43 || next === 61 || length >= 50) && length <= 90 && (end < text.length || final)) {
    if (next === 43 && !final && start + 130 > text.length) {
      open(start)
      return true
    }
    if (length >= 20) {
      AZURE.lastIndex = start
      const found = AZURE.exec(text)
      if (found !== null && looksDrawn(shapeOf(text, start, start + found[0].length), true)) {
        emit('azure_key', start, AZURE.lastIndex, 0.9)
        return true
      }
    }
  }
  if (length < 30 || length > 100) return false
  const type = innerType(text, start, end)
  if (type === null) return false
  emit(type, start, end, 0.95)
  return true
}

/** A run's type by what stands inside it; the run is cut out only where a landmark is seen. */
function innerType(text: string, start: number, end: number): string | null {
  const first = text.charCodeAt(start)
  if (text.charCodeAt(start + 32) === 45 && MAILCHIMP.test(text.slice(start, end))) return 'mailchimp_key'
  if (text.charCodeAt(start + 14) === 46 && TERRAFORM.test(text.slice(start, end))) return 'terraform_token'
  if (text.charCodeAt(start + 6) === 95 && MAXMIND.test(text.slice(start, end))) return 'maxmind_key'
  if (first < 77 || first > 79) return null
  const run = text.slice(start, end)
  return DISCORD.test(run) && /^\d{15,20}$/.test(decodeStart(text, start, start + run.indexOf('.')))
    ? 'discord_token'
    : null
}

function sticky(
  text: string,
  start: number,
  final: boolean,
  emit: Emit,
  open: Open,
  shape: RegExp,
  type: string,
  need: number,
): boolean {
  if (!final && start + need > text.length) {
    open(start)
    return true
  }
  shape.lastIndex = start
  if (!shape.test(text)) return false
  emit(type, start, shape.lastIndex, 0.95)
  return true
}
