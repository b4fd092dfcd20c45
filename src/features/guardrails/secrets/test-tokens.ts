/** Drawn strings for tests and benches, made at run time so that nothing credential-shaped stands in a file. Deterministic by seed. */
import { alphabets, type SecretFormat } from './format.ts'
import { seeded, type Rng } from '../test-texts.ts'

export { seeded, type Rng }

export const pick = <T>(rng: Rng, list: readonly [T, ...T[]]): T =>
  list[Math.floor(rng() * list.length)] ?? list[0]
export const between = (rng: Rng, min: number, max: number): number =>
  min + Math.floor(rng() * (max - min + 1))

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()
const DIGITS = '0123456789'
export const HEX = `${DIGITS}abcdef`
export const LOWER36 = LOWER + DIGITS
export const BASE62 = UPPER + LOWER + DIGITS
export const BASE64 = `${BASE62}+/`
export const BASE64URL = `${BASE62}-_`
export const BASE32 = `${UPPER}234567`

export const draw = (rng: Rng, alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(Math.floor(rng() * alphabet.length))).join('')

export const uuid = (rng: Rng): string => [8, 4, 4, 4, 12].map((n) => draw(rng, HEX, n)).join('-')

/** One token of a format: its prefix, its alphabet, a length in its range, and its shape where random strings can meet it. */
export function tokenOf(format: SecretFormat, rng: Rng): string | null {
  const set = alphabets[format.set]
  let letters = ''
  for (let c = 33; c < 127; c++)
    if (set[c] === 1 && c !== 44 && c !== 61 && c !== 46) letters += String.fromCharCode(c)
  if (format.set === 'h') letters = HEX
  const max = Math.min(format.max, format.min + 24)
  for (let attempt = 0; attempt < 40; attempt++) {
    const body = fromShape(format, rng) ?? draw(rng, letters, between(rng, format.min, max))
    if (format.shape === undefined || format.shape.test(body)) return format.prefix + body
  }
  return null
}

/** The shapes with fixed inner structure, drawn piece by piece; others are met by chance or left out. */
function fromShape(format: SecretFormat, rng: Rng): string | null {
  const source = format.shape?.source ?? ''
  if (!source.startsWith('^') || source.startsWith('^(?=')) return null
  const plain = source.replace(/^\^-?\??/, '').replace(/\$$/, '')
  let out = ''
  let i = 0
  const piece = /(\(\?:[^()]*\)|\[[^\]]+\]|\\[dw]|\\.|[A-Za-z0-9_./@:|-])(\{(\d+)(?:,(\d*))?\}|[+?])?/y
  while (i < plain.length) {
    piece.lastIndex = i
    const found = piece.exec(plain)
    if (found === null) return null
    i = piece.lastIndex
    const atom = found[1] ?? ''
    const low = found[3] !== undefined ? Number(found[3]) : found[2] === '?' ? 0 : found[2] === '+' ? 4 : 1
    const high =
      found[4] !== undefined && found[4] !== ''
        ? Number(found[4])
        : found[4] === ''
          ? low + 20
          : Math.max(low, found[2] === '+' ? 8 : low)
    const count = between(rng, low, Math.min(high, low + 30))
    for (let k = 0; k < count; k++) {
      if (atom.startsWith('(')) {
        const inner = fromShape(
          { ...format, shape: new RegExp(`^${atom.slice(3, -1).split('|')[0] ?? ''}`) },
          rng,
        )
        if (inner === null) return null
        out += inner
      } else if (atom.startsWith('[')) out += draw(rng, classOf(atom), 1)
      else if (atom === '\\d') out += draw(rng, DIGITS, 1)
      else if (atom === '\\w') out += draw(rng, BASE62, 1)
      else out += atom.replace('\\', '')
    }
  }
  return out
}

function classOf(atom: string): string {
  let out = ''
  const body = atom.slice(1, -1).replaceAll('\\d', '0-9').replaceAll('\\w', 'A-Za-z0-9_')
  for (let i = 0; i < body.length; i++) {
    const from = body.charCodeAt(i)
    const to = body.charAt(i + 1) === '-' && i + 2 < body.length ? body.charCodeAt(i + 2) : from
    for (let c = from; c <= to; c++) out += String.fromCharCode(c)
    if (to !== from) i += 2
  }
  return out.replace(/[=.]/g, '')
}

/** Shapes of keys of issuers that no list names, by how often public documentation shows them. */
export const UNLISTED: readonly (readonly [name: string, make: (rng: Rng) => string])[] = [
  ['hex 32', (rng) => draw(rng, HEX, 32)],
  ['hex 40', (rng) => draw(rng, HEX, 40)],
  ['hex 64', (rng) => draw(rng, HEX, 64)],
  ['upper hex 32', (rng) => draw(rng, HEX, 32).toUpperCase()],
  ['letters and digits 20-24', (rng) => draw(rng, BASE62, between(rng, 20, 24))],
  ['letters and digits 32', (rng) => draw(rng, BASE62, 32)],
  ['letters and digits 40-64', (rng) => draw(rng, BASE62, between(rng, 40, 64))],
  ['lower and digits 25-40', (rng) => draw(rng, LOWER36, between(rng, 25, 40))],
  ['base64 44', (rng) => `${draw(rng, BASE64, 43)}=`],
  ['base64 88', (rng) => `${draw(rng, BASE64, 86)}==`],
  ['base64url 43', (rng) => draw(rng, BASE64URL, 43)],
  ['base32 upper 26-32', (rng) => draw(rng, BASE32, between(rng, 26, 32))],
  ['uuid', uuid],
  [
    'prefix_ and letters and digits',
    (rng) => `${draw(rng, LOWER, between(rng, 2, 5))}_${draw(rng, BASE62, between(rng, 24, 40))}`,
  ],
  [
    'prefix- and letters and digits',
    (rng) => `${draw(rng, LOWER, between(rng, 2, 5))}-${draw(rng, BASE62, between(rng, 24, 40))}`,
  ],
  [
    'name_live_',
    (rng) =>
      `${draw(rng, LOWER, 4)}_${pick(rng, ['live', 'test', 'prod'])}_${draw(rng, BASE62, between(rng, 20, 32))}`,
  ],
  ['id.secret', (rng) => `${draw(rng, LOWER36, 12)}.${draw(rng, BASE62, 32)}`],
  ['number:hex', (rng) => `${draw(rng, DIGITS, 8)}:${draw(rng, HEX, 32)}`],
]

/** Around a key, written as people and their files do. `NAME` is an issuer. */
export const PLACES: readonly (readonly [name: string, text: (key: string, issuer: string) => string])[] = [
  ['prose', (k) => `The token is ${k}, please use it.`],
  ['prose, issuer', (k, n) => `Here is our ${n} API key: ${k}. Do not lose it.`],
  ['prose, behind', (k) => `use ${k} as the api key for now`],
  ['prose, German', (k) => `Das Token lautet ${k} und gilt ab morgen.`],
  ['prose, French', (k) => `La clé API est ${k}, merci.`],
  ['prose, Spanish', (k) => `El token de acceso es ${k}`],
  ['chat', (k) => `hey can you debug this? my access key is ${k}`],
  ['env', (k, n) => `DEBUG=1\n${n.toUpperCase()}_API_KEY=${k}\nPORT=80`],
  ['env, quoted', (k, n) => `export ${n.toUpperCase()}_SECRET="${k}"`],
  ['json', (k) => `{"user": "bob", "apiToken": "${k}", "retries": 3}`],
  ['json, minified', (k) => `{"a":1,"access_token":"${k}","b":2}`],
  ['json in a string', (k) => `"{\\"client_secret\\":\\"${k}\\",\\"x\\":1}"`],
  ['yaml', (k) => `service:\n  auth:\n    secretKey: ${k}\n    timeout: 5`],
  ['kubernetes', (k, n) => `env:\n  - name: ${n.toUpperCase()}_TOKEN\n    value: "${k}"`],
  ['ini', (k) => `[remote]\nsecret_access_key = ${k}\nregion = eu`],
  ['toml', (k) => `[auth]\ntoken = '${k}'`],
  ['xml', (k) => `<config><apiKey>${k}</apiKey><retries>3</retries></config>`],
  ['xml attribute', (k) => `<add key="ServiceApiKey" value="${k}" />`],
  ['flag', (k) => `deploy --token ${k} --region eu`],
  ['flag =', (k) => `deploy --api-key=${k} --region eu`],
  ['header', (k) => `GET /v1/me HTTP/1.1\nHost: api.example.com\nX-Api-Key: ${k}\n`],
  ['bearer', (k) => `Authorization: Bearer ${k}`],
  ['curl', (k) => `curl -H 'Authorization: Bearer ${k}' https://api.example.com/v1`],
  ['query', (k) => `https://api.example.com/v1/items?page=2&api_key=${k}&limit=3`],
  ['python', (k) => `client = Client(api_key='${k}', timeout=3)`],
  ['javascript', (k) => `const client = new Service({ apiKey: "${k}" })`],
  ['go', (k) => `cfg := Config{AuthToken: "${k}", Retries: 3}`],
  ['php', (k) => `define('SERVICE_API_KEY', '${k}');`],
  ['java', (k) => `builder.setApiKey("${k}").build();`],
  ['docker', (k) => `ENV SERVICE_TOKEN ${k}\nRUN make`],
  ['log', (k) => `ERROR 401 with key ${k} at line 12`],
  ['terraform', (k) => `provider "x" {\n  api_token = "${k}"\n}`],
]

export const ISSUERS: readonly [string, ...string[]] = [
  'acme',
  'plinth',
  'orchard',
  'kestrel',
  'tidewater',
  'quill',
  'lumen',
  'bramble',
]
