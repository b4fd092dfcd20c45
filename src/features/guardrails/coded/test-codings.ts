/** Ways to write a value in code, for tests; each one undoes nothing but what its name says. */
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8')
const pairs = (text: string): string[] => [...bytes(text)].map((b) => b.toString(16).padStart(2, '0'))
const wrapped = (code: string, width: number, end: string): string =>
  (code.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(end)
const FIVE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function base32(text: string): string {
  const bits = [...bytes(text)].map((b) => b.toString(2).padStart(8, '0')).join('')
  const code = (bits.match(/.{1,5}/g) ?? [])
    .map((five) => FIVE[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('')
  return code.padEnd(Math.ceil(code.length / 8) * 8, '=')
}

export const codings: Readonly<Record<string, (text: string) => string>> = {
  base64: (t) => bytes(t).toString('base64'),
  base64url: (t) => bytes(t).toString('base64url'),
  'base64 in lines': (t) => wrapped(bytes(`${'-'.repeat(60)} ${t}`).toString('base64'), 64, '\n'),
  'base64 in lines of a string': (t) =>
    wrapped(bytes(`${'-'.repeat(60)} ${t}`).toString('base64'), 76, '\\n'),
  'base64 of UTF-16': (t) => Buffer.from(t, 'utf16le').toString('base64'),
  'data link': (t) => `data:text/plain;base64,${bytes(t).toString('base64')}`,
  base32,
  hexadecimal: (t) => bytes(t).toString('hex'),
  'hexadecimal, capital': (t) => bytes(t).toString('hex').toUpperCase(),
  '0x': (t) => `0x${bytes(t).toString('hex')}`,
  'hexadecimal pairs': (t) => pairs(t).join(' '),
  'hexadecimal with colons': (t) => pairs(t).join(':'),
  'hexadecimal of code': (t) =>
    pairs(t)
      .map((p) => `0x${p}`)
      .join(', '),
  'hexadecimal of strings': (t) =>
    pairs(t)
      .map((p) => `\\x${p}`)
      .join(''),
  'decimal codes': (t) => [...bytes(t)].join(' '),
  'decimal codes in an array': (t) => `[${[...bytes(t)].join(', ')}]`,
  'decimal codes, close': (t) => `[${[...bytes(t)].join(',')}]`,
  bits: (t) => [...bytes(t)].map((b) => b.toString(2).padStart(8, '0')).join(' '),
  'bits in a row': (t) => [...bytes(t)].map((b) => b.toString(2).padStart(8, '0')).join(''),
  'link, every letter': (t) =>
    pairs(t)
      .map((p) => `%${p}`)
      .join(''),
  'link, signs': (t) => t.replace(/[^A-Za-z.]/g, (c) => `%${pairs(c).join('%')}`),
  'HTML, decimal': (t) => [...t].map((c) => `&#${c.charCodeAt(0)};`).join(''),
  'HTML, hexadecimal': (t) => [...t].map((c) => `&#x${c.charCodeAt(0).toString(16)};`).join(''),
  'HTML, signs': (t) => t.replace(/[@.:_0-5-]/g, (c) => `&#${c.charCodeAt(0)};`),
  'string escapes': (t) => [...t].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'string escapes in a string': (t) =>
    [...t].map((c) => `\\\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'octal escapes': (t) => [...t].map((c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`).join(''),
  'spaced with blanks': (t) => [...t].join(' '),
  'spaced with dashes': (t) => [...t].join('-'),
  'spaced with full stops': (t) => [...t].join('.'),
  'spaced with commas': (t) => [...t].join(', '),
  'one a line': (t) => [...t].join('\n'),
  'base64 of hexadecimal': (t) => bytes(bytes(t).toString('hex')).toString('base64'),
  'base64 of base64': (t) => bytes(bytes(t).toString('base64')).toString('base64'),
  'base64 in a link': (t) =>
    pairs(bytes(t).toString('base64'))
      .map((p) => `%${p}`)
      .join(''),
  'base64, signs of a link': (t) => encodeURIComponent(bytes(t).toString('base64')),
}

/** Only what is sure backwards. */
export const backwards = (text: string): string => [...text].toReversed().join('')
