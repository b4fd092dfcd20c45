import { scrypt, timingSafeEqual } from 'node:crypto'
import { problem, type ProblemError } from '../lib/problem.ts'
import type { Random } from '../platform/random.ts'
import { commonBases, keyboardRows } from './common-passwords.ts'

/** Cost of one try. OWASP's first scrypt choice: N=2^17, r=8, p=1 = 128 MiB and about 0.4 s on the machines this was measured on. */
export type PasswordCost = { readonly log2N: number; readonly r: number; readonly p: number }
export const passwordCost: PasswordCost = { log2N: 17, r: 8, p: 1 }

const SALT_BYTES = 16
const KEY_BYTES = 32
/** Two at once = 256 MiB at most; eight waiting = about two seconds. Beyond, sign-in answers 429 and the rest of the server lives on. */
const RUNNING_MAX = 2
const WAITING_MAX = 8
export const passwordCharsMin = 12
/** Long enough for any passphrase; a bound, so that hashing input is bounded. */
export const passwordCharsMax = 256

export interface Passwords {
  /**
   * Runs a sign-in, or refuses it at once (`sign_in_busy`, 429) where as many are on their way as could be checked: a flood of them must not
   * reach the database, which everybody else waits for too.
   */
  admit<T>(signIn: () => Promise<T>): Promise<T>
  /** `scrypt$17$8$1$<salt>$<key>`, base64url. */
  hash(password: string): Promise<string>
  /** False for a wrong password. With `stored` null it does the same work and says false: an unknown account answers no faster. */
  verify(password: string, stored: string | null): Promise<boolean>
}

export function createPasswords(random: Random, cost: PasswordCost = passwordCost): Passwords {
  const gate = createGate()
  let signingIn = 0
  const absent = { salt: random.bytes(SALT_BYTES), key: random.bytes(KEY_BYTES) }
  return {
    async admit(signIn) {
      if (signingIn >= RUNNING_MAX + WAITING_MAX) throw busy()
      signingIn++
      try {
        return await signIn()
      } finally {
        signingIn--
      }
    },
    async hash(password) {
      const salt = random.bytes(SALT_BYTES)
      const key = await gate(() => derive(password, salt, cost))
      return `scrypt$${cost.log2N}$${cost.r}$${cost.p}$${salt.toString('base64url')}$${key.toString('base64url')}`
    },
    async verify(password, stored) {
      const known = stored === null ? { ...absent, cost } : parse(stored)
      const key = await gate(() => derive(password, known.salt, known.cost))
      return timingSafeEqual(key, known.key) && stored !== null
    },
  }
}

/** Why a password may not be chosen, or null. Refuses short, common, repeated, sequential ones and those made of one's own name. */
export function passwordProblem(
  password: string,
  person: { readonly email: string; readonly name: string },
): ProblemError | null {
  const weak = (detail: string): ProblemError =>
    problem('password_weak', 400, detail, {
      where: 'password',
      fix: 'use a passphrase of four or more unrelated words, or a password manager',
    })
  if (password.length < passwordCharsMin)
    return weak(`a password needs at least ${passwordCharsMin} characters`)
  if (password.length > passwordCharsMax) return weak(`a password has at most ${passwordCharsMax} characters`)
  const plain = unleet(password.toLowerCase())
  if (new Set(plain).size < 5) return weak('this password repeats too few different characters')
  if (isRepeat(plain)) return weak('this password repeats one short piece')
  if (isSequence(password.toLowerCase()))
    return weak('this password is a run of neighbouring keys or letters')
  const letters = plain.replace(/[^a-z]/g, '')
  if (leftover(letters, commonBases).length <= 3)
    return weak('this password is made of words that are tried first')
  const own = [...person.email.toLowerCase().split(/[@.+_-]/), ...person.name.toLowerCase().split(/\s+/)]
    .map((w) => unleet(w))
    .filter((w) => w.length >= 3)
  if (leftover(letters, own).length <= 3) return weak('this password is made of your own name or address')
  return null
}

const derive = (password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const n = 2 ** cost.log2N
    // maxmem must exceed 128 * N * r; a quarter more is what OpenSSL asks besides.
    const options = { N: n, r: cost.r, p: cost.p, maxmem: 160 * n * cost.r }
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })

function parse(stored: string): { salt: Buffer; key: Buffer; cost: PasswordCost } {
  const match = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/.exec(stored)
  if (match === null) throw new Error('a stored password hash is not one of ours')
  const [, n, r, p, salt, key] = match
  return {
    salt: Buffer.from(salt ?? '', 'base64url'),
    key: Buffer.from(key ?? '', 'base64url'),
    cost: { log2N: Number(n), r: Number(r), p: Number(p) },
  }
}

const busy = (): ProblemError =>
  problem('sign_in_busy', 429, 'too many sign-ins at the same time: try again in a few seconds')

function createGate(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= RUNNING_MAX) {
      if (waiting.length >= WAITING_MAX) throw busy()
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}

const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}
const unleet = (text: string): string => text.replace(/[013457@$!]/g, (c) => LEET[c] ?? c)

const isRepeat = (text: string): boolean => /^(.{1,6})\1+.{0,5}$/.test(text)

/** Three quarters of the neighbours are neighbours on a keyboard row or in the alphabet, in either direction. */
function isSequence(text: string): boolean {
  let near = 0
  for (let i = 1; i < text.length; i++) {
    const pair = text.slice(i - 1, i + 1)
    const back = `${pair[1] ?? ''}${pair[0] ?? ''}`
    if (keyboardRows.some((row) => row.includes(pair) || row.includes(back))) near++
  }
  return near >= (text.length - 1) * 0.75
}

/** What remains of `letters` after every listed word is taken out, longest first. */
function leftover(letters: string, words: readonly string[]): string {
  let rest = letters
  for (const word of words.toSorted((a, b) => b.length - a.length)) rest = rest.replaceAll(word, '')
  return rest
}
