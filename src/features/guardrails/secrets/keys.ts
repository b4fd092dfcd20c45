import type { Emit } from '../detector.ts'

/** Longest stretch that one finding may need: a private key block of 4096 bits is 3.3 KB, one of 8192 bits 6.4 KB. */
export const BLOCK_CHARS = 8192

type Open = (at: number) => void

const PEM_HEAD = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y
const SSH2_HEAD = /---- BEGIN SSH2 (?:ENCRYPTED )?PRIVATE KEY ----/y
const HEAD_OPEN = /----[- ]BEGIN[A-Z0-9 -]{0,80}$/y

/** A block between BEGIN and END lines: PKCS#1, PKCS#8, SEC1, OpenSSH, PGP, and RFC 4716 with four dashes. */
export function pemBlock(text: string, start: number, final: boolean, emit: Emit, open: Open): void {
  PEM_HEAD.lastIndex = start
  SSH2_HEAD.lastIndex = start
  const head = PEM_HEAD.exec(text) ?? SSH2_HEAD.exec(text)
  if (head === null) {
    HEAD_OPEN.lastIndex = start
    if (!final && HEAD_OPEN.test(text)) open(start)
    return
  }
  const cap = start + BLOCK_CHARS
  let i = start + head[0].length
  const bodyFrom = i
  let base64 = 0
  for (; i < text.length && i < cap; i++) {
    const c = text.charCodeAt(i)
    if (c === 45 && (text.startsWith('-----END', i) || text.startsWith('---- END', i))) {
      const close = text.indexOf('----', i + 8)
      const end = close >= 0 && close < i + 64 ? close + (text.charCodeAt(close + 4) === 45 ? 5 : 4) : -1
      if ((end < 0 || end === text.length) && !final && text.length < i + 70) {
        open(start)
        return
      }
      if (base64 >= 32) emit('private_key', start, Math.min(end < 0 ? i + 8 : end, cap), 0.99)
      return
    }
    const alnum = (c >= 48 && c <= 57) || ((c | 32) >= 97 && (c | 32) <= 122) || c === 45
    if (alnum || c === 43 || c === 47 || c === 61) base64++
    else if (!(
      c === 10 ||
      c === 13 ||
      c === 92 ||
      c === 58 ||
      c === 44 ||
      c === 46 ||
      (c === 32 && headerSpace(text, i))
    ))
      break
  }
  if (i >= text.length && i < cap && !final) {
    open(start)
    return
  }
  if (base64 >= 40 && i - bodyFrom >= 40) emit('private_key', start, i, 0.95)
}

/** The space of `Proc-Type: 4,ENCRYPTED`, of `Version: GnuPG v2`, and indentation at the start of a line. */
const headerSpace = (text: string, i: number): boolean => {
  const before = text.charCodeAt(i - 1)
  return (
    before === 58 ||
    before === 10 ||
    before === 32 ||
    /\n[A-Z][A-Za-z-]{2,20}: [^\n]{0,60}$/.test(text.slice(Math.max(0, i - 80), i))
  )
}

const PUTTY_LINE = /[A-Za-z0-9+/=:\- ()@._\r\n]/

/** `PuTTY-User-Key-File-3: ssh-ed25519` up to the end of its Private-MAC line. */
export function puttyFile(text: string, start: number, final: boolean, emit: Emit, open: Open): void {
  const cap = Math.min(text.length, start + BLOCK_CHARS)
  let i = start
  while (i < cap && PUTTY_LINE.test(text.charAt(i))) i++
  const body = text.slice(start, i)
  const mac = /Private-MAC: ?[0-9a-f]{40,64}/.exec(body)
  const end = mac === null ? i : start + mac.index + mac[0].length
  if (!final && (end === text.length || (mac === null && i === text.length && i < start + BLOCK_CHARS))) {
    open(start)
    return
  }
  if (body.includes('Private-Lines:')) emit('private_key', start, end, 0.97)
}

/** The first bytes of base64url as text; enough to see the header of a token. */
export function decodeStart(text: string, start: number, end: number): string {
  let out = ''
  let buffer = 0
  let held = 0
  for (let i = start; i < end && i < start + 400; i++) {
    const value = digit(text.charCodeAt(i))
    if (value < 0) break
    buffer = ((buffer << 6) | value) & 0xffffff
    held += 6
    if (held >= 8) {
      held -= 8
      out += String.fromCharCode((buffer >> held) & 255)
    }
  }
  return out
}

function digit(c: number): number {
  if (c >= 65 && c <= 90) return c - 65
  if (c >= 97 && c <= 122) return c - 71
  if (c >= 48 && c <= 57) return c + 4
  if (c === 45 || c === 43) return 62
  return c === 95 || c === 47 ? 63 : -1
}

/** 0.97 when the header names an algorithm, as RFC 7515 and 7516 demand; less when it only looks like a token. */
export function jwtScore(text: string, start: number, end: number): number {
  const dot = text.indexOf('.', start)
  const header = decodeStart(text, start, dot < 0 ? end : Math.min(dot, end))
  return /"(?:alg|enc|typ)"\s{0,4}:/.test(header) ? 0.97 : 0.7
}
