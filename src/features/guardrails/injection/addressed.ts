/**
 * Rules for orders inside data, on the words and concepts of a scan: a call to the model, a task that is called off, a new one, a false end of
 * the data, a claim to speak for the user, secrecy, a place outside. One of these is in many ordinary documents, several around one
 * order are not. They name the place; how often ordinary data reaches a level stands in docs/injection-model.md.
 */
import type { Finding } from '../contract.ts'
import { setOf } from './concepts.ts'
import type { Scan } from './scan.ts'
import { COMMAND, has } from './steering.ts'

const ROLE = {
  machine: 1,
  assignment: 2,
  halt: 4,
  user: 8,
  lead: 16,
  turn: 32,
  instead: 64,
  outside: 128,
} as const
const words: readonly (readonly [role: number, list: string])[] = [
  [
    ROLE.machine,
    'ai llm llms assistant assistants model agent agents bot bots chatbot chatbots copilot gpt helper summarizer summariser screening ' +
      'ki assistent assistenten ia asistente assistente modelo modèle modele modello asystent asystenta ассистент ассистента ии модель asistan',
  ],
  [
    ROLE.assignment,
    'task tasks question questions request requests job assignment errand query objective goal mission instructions instruction prompt ' +
      'orders rules directions guidance guidelines directives criteria told asked given command commands summarising summarizing processing answering ' +
      'aufgabe aufgaben frage anweisung anweisungen anfrage auftrag demande tâche tache consigne consignes question solicitud tarea pregunta ' +
      'instrucciones petición peticion compito richiesta domanda istruzioni tarefa pedido pergunta instruções instrucoes taak vraag verzoek ' +
      'instructies opdracht zadanie pytanie polecenie instrukcje задачу задача задание запрос вопрос инструкции инструкций görev görevi soru talimatları',
  ],
  [
    ROLE.halt,
    'stop cease quit cancel drop scrap void obsolete replaced expired cancelled revoked hör arrête arrete deja detén smetti pare stoppe',
  ],
  [
    ROLE.user,
    "user user's users human owner holder nutzer nutzers benutzer benutzers utilisateur utilisatrice usuario usuaria utente usuário gebruiker użytkownika пользователя пользователь пользователю kullanıcı",
  ],
  [
    ROLE.lead,
    'to for dear attention hey hello note message an für à pour al para per ao voor aan do dla для внимание',
  ],
  [ROLE.turn, 'system user human assistant admin administrator developer operator ai'],
  [
    ROLE.instead,
    'instead rather stattdessen plutôt plutot lugar invece posto vez plaats zamiast вместо yerine now henceforth',
  ],
  [
    ROLE.outside,
    'http https www iban wallet webhook gist password passwords credentials token tokens env ssh key keys bcc',
  ],
]

const roles = new Map<number, number>()
for (const [role, list] of words)
  for (const word of list.split(' ')) {
    let h = 0x811c9dc5
    for (const unit of word.normalize('NFKD').replaceAll(/\p{M}/gu, ''))
      h = Math.imul(h ^ unit.charCodeAt(0), 0x01000193)
    roles.set(h, (roles.get(h) ?? 0) | role)
  }

const HAIL = setOf('hail')
const RETASK = setOf('retask')
const ENDING = setOf('ending')
const PRINCIPAL = setOf('principal')
const SECRECY = setOf('secrecy')
const OVERRIDE = setOf('override', 'memory')
const INSTRUCTION = setOf('instruction')
const PERSON = setOf('person')
const SECURITY = setOf('security')
const ANSWER = setOf('answer')
const ACT = setOf('exfiltration', 'action', 'money')
const PLEASE = setOf('politeness', 'obligation', 'switch')

/** Signs of one sentence, by bit, and how much each adds. Chosen by ordinary data of training, not by attacks. */
const SIGNS = [
  ['hail', 0.3],
  ['vocative', 0.25],
  ['void', 0.3],
  ['retask', 0.2],
  ['instead', 0.1],
  ['ending', 0.15],
  ['turn', 0.15],
  ['principal', 0.15],
  ['user', 0.08],
  ['secrecy', 0.2],
  ['outside', 0.12],
  ['answer', 0.12],
  ['person', 0.05],
] as const
const [
  HAILED,
  CALLED,
  VOIDED,
  RETASKED,
  REPLACED,
  ENDED,
  TURNED,
  PRINCIPALS,
  USERS,
  HIDDEN,
  OUTSIDE,
  ANSWERED,
  PERSONAL,
] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096]
/** An order; a verb that acts, which is an order only where somebody is spoken to; talk about attacks, which halves everything. */
const ORDERED = 1 << 13
const ACTS = 1 << 14
const TALK = 1 << 15
/** From here on a finding; a text blocks from a half on. */
export const ADDRESSED_MIN = 0.35
/** How far behind a verb what it calls off may stand, in words. */
const REACH = 7

const masks = new Int32Array(8192)

/** The strongest place, two sentences, as a finding in offsets of the scanned text; null when nothing reaches ADDRESSED_MIN. */
export function addressed(scan: Scan): Finding | null {
  const { sentences, first, tokens } = scan
  let best = 0
  let at = 0
  for (let s = 0; s < sentences; s++) masks[s] = signsOf(scan, s)
  masks[sentences] = 0
  for (let s = 0; s < sentences; s++) {
    const score = weigh((masks[s] ?? 0) | (masks[s + 1] ?? 0))
    if (score > best) {
      best = score
      at = s
    }
  }
  if (best < ADDRESSED_MIN) return null
  const from = first[at] ?? 0
  const last = Math.max(from, (at + 2 < sentences ? (first[at + 2] ?? tokens) : tokens) - 1)
  const start = scan.startOf(from)
  return {
    guard: 'injection',
    type: 'order_in_data',
    start,
    end: Math.max(start + 1, scan.endOf(last)),
    score: Math.min(0.9, best),
  }
}

function weigh(mask: number): number {
  if ((mask & ORDERED) === 0 && ((mask & ACTS) === 0 || (mask & (HAILED | CALLED | PERSONAL)) === 0)) return 0
  let total = 0
  for (let i = 0; i < SIGNS.length; i++) if ((mask & (1 << i)) !== 0) total += SIGNS[i]?.[1] ?? 0
  return (mask & TALK) === 0 ? total : total / 2
}

function signsOf(scan: Scan, s: number): number {
  const { lo, hi, hash, first, tokens, codes, end } = scan
  const from = first[s] ?? 0
  const to = first[s + 1] ?? tokens
  let mask = 0
  let talk = 0
  let before: number = ROLE.lead
  for (let t = from; t < to; t++) {
    const l = lo[t] ?? 0
    const h = hi[t] ?? 0
    const role = roles.get(hash[t] ?? 0) ?? 0
    if ((l | h | role) !== 0) {
      if (has(HAIL, l, h)) mask |= HAILED
      if (has(RETASK, l, h)) mask |= RETASKED
      if (has(ENDING, l, h)) mask |= ENDED
      if (has(PRINCIPAL, l, h)) mask |= PRINCIPALS
      if (has(SECRECY, l, h)) mask |= HIDDEN
      if (has(PERSON, l, h)) mask |= PERSONAL
      if (has(ANSWER, l, h)) mask |= ANSWERED
      if (has(SECURITY, l, h)) talk++
      if ((role & ROLE.user) !== 0) mask |= USERS
      if ((role & ROLE.outside) !== 0) mask |= OUTSIDE
      if ((role & ROLE.instead) !== 0) mask |= REPLACED
      const behind = codes[end[t] ?? 0] ?? 0
      const called = behind === 58 || behind === 44 || behind === 33
      if (called && (role & ROLE.machine) !== 0 && (before & ROLE.lead) !== 0) mask |= CALLED
      if (behind === 58 && (role & ROLE.turn) !== 0 && t === from && scan.opensLine(s)) mask |= TURNED
      if (has(ACT, l, h)) mask |= ACTS
      if (
        has(COMMAND, l, h) &&
        (t === from || signBefore(scan, t) || has(PLEASE, lo[t - 1] ?? 0, hi[t - 1] ?? 0))
      )
        mask |= ORDERED
      if (((role & ROLE.halt) !== 0 || has(OVERRIDE, l, h)) && assignmentNear(scan, t, to)) mask |= VOIDED
    }
    before = role
  }
  return talk > 1 ? mask | TALK : mask
}

/** A sign or line end stands between a word and the one before it. */
function signBefore(scan: Scan, t: number): boolean {
  const c = scan.codes[(scan.start[t] ?? 0) - 2] ?? 0
  return c === 44 || c === 58 || c === 59 || c === 45 || c === 41 || c === 93 || c === 62 || c === 34
}

function assignmentNear(scan: Scan, t: number, to: number): boolean {
  for (let u = t + 1; u < to && u <= t + REACH; u++) {
    const role = roles.get(scan.hash[u] ?? 0) ?? 0
    if ((role & ROLE.assignment) !== 0 || has(INSTRUCTION, scan.lo[u] ?? 0, scan.hi[u] ?? 0)) return true
  }
  return false
}
