/**
 * Words for what reads a text in somebody's place, and for whom it does so, in the languages of the lexicon: whole words, beginnings
 * (inflected and compound words are more than any list holds) and endings (`mailbot`, `sprachassistent`). Written by hand for this.
 */
import { DROPPED, expansion, foldUnit, LONGER } from './fold.ts'
import { FLAG, type Scan } from './scan.ts'
import { roleOf } from './signs.ts'
import { ROLE } from './sign-words.ts'

/** `model`: what can only be meant as one. `machine`: software at large, which may be a till. `principal`: whom it serves. */
export const READER = { none: 0, model: 1, principal: 2, machine: 3 } as const

const list = (words: string): readonly string[] => words.trim().split(/\s+/u)

const MODELS = list(`
  ai llm llms gpt chatgpt bot bots бот бота боту ботом боты боте боти ki ia ии ші τν yz claude gemini grok copilot copilots lm slm nlp
  model models modell modeli modele modelo modelos modello modelli modelul modelet modellen modellet modelu modelowi modelem malli mallin
  modelů
`)
const MODEL_BEGINNINGS = list(`
  assistant assistent asistent asystent assistenz assistenc asistan ассистент асистент agente agenti agentu agentk agents agentt agentem
  agentowi агент chatbo chatrobot robot робот модел помощник помічник μοντελ βοηθ πρακτορ ρομποτ tekoaly kielimall botti avustaj apuri
  sztuczn umel yapay yardimc sprachmodell språkmodel sprogmodel taalmodel llms summarizer summariser crawler screener modelele ajudant
  ayudant aiutant hjelper hulpje hulpbot pomocnik pomocni postrobot المساعد مساعد الروبوت روبوت النموذج نموذج الوكيل सहायक मॉडल बॉट एआई रोबोट
`)
const MODEL_ENDINGS = list(
  'bot bots boten robot robots roboten robotten assistent assistenten assistant agenten modell modellen modellet gpt',
)
const MACHINES = list(`
  machine machines software computer computers program programs programme programmes automation automations automated automatic helper
  helpers scanner scanners classifier classifiers parser parsers processor processors reader readers companion digital digitale digitaler
  digitalen maskin maskinen maskine kone app tool tools pipeline script logiciel programma programa programmet algorithm algorithms engine
  indexer indexers condenser digest digests translator transcriber concierge scribe importer importers analyser analysers analyzer analyzers
  proofreader responder responders annotator recommender planner scheduler scraper scrapers automaton droid droids brain brains artificial
  intelligent intelligence virtual virtuel virtuelle virtueller virtuale virtuele
`)
const MACHINE_BEGINNINGS = list(`
  maskin machina maquin maszyn stroj машин програм программ makine tietokon ohjelm macchin automat algorit yazilim sistem систем
  συστημα μηχαν digital मशीन सॉफ्टवेयर
`)
/** Scripts without blanks: what stands there must begin with it. */
const RUNNING_MODELS = list(
  '助手 助理 模型 机器人 智能体 人工智能 管家 智能助 アシスタント モデル ボット エージェント ロボット 人工知能 秘書 비서 도우미 에이전트 어시스턴트 챗봇 로봇 모델 인공지능 봇 ผู้ช่วย บอท โมเดล',
)
const RUNNING_MACHINES = list(
  '程序 软件 机器 系统 プログラム 機械 ソフト システム 프로그램 기계 시스템 소프트웨어 โปรแกรม',
)
const RUNNING_PRINCIPALS = list('用户 使用者 主人 ユーザー 利用者 사용자 이용자 주인 ผู้ใช้')
const PRINCIPAL_BEGINNINGS = list(`
  user nutzer benutzer användar bruger bruker käyttäj użytkow uživatel gebruiker usuari utilisat utent пользоват користув kullanıc χρηστ
  utilizator pengguna المستخدم उपयोगकर्ता
`)

const BEGINNING_MIN = 4
const BEGINNING_MAX = 16
const ENDING_MIN = 3
const ENDING_MAX = 10
const RUNNING_MAX = 8

const folded = (word: string): string =>
  Array.from({ length: word.length }, (_, i) => {
    const unit = foldUnit(word.charCodeAt(i))
    if (unit === LONGER) return expansion(word.charCodeAt(i))
    return unit === DROPPED ? '' : String.fromCharCode(unit)
  }).join('')

const kinds = (
  ...lists: (readonly [kind: number, words: readonly string[]])[]
): ReadonlyMap<string, number> =>
  new Map(lists.flatMap(([kind, words]) => words.map((word) => [folded(word), kind] as const)))
const whole = kinds([READER.machine, MACHINES], [READER.model, MODELS])
const beginnings = kinds(
  [READER.principal, PRINCIPAL_BEGINNINGS],
  [READER.machine, MACHINE_BEGINNINGS],
  [READER.model, MODEL_BEGINNINGS],
)
const running = kinds(
  [READER.principal, RUNNING_PRINCIPALS],
  [READER.machine, RUNNING_MACHINES],
  [READER.model, RUNNING_MODELS],
)
const endings = new Set(MODEL_ENDINGS.map(folded))

/** By a word's hash, the last that was asked for in each place: a lookup of beginnings and endings costs more than most words are worth. */
const PLACES = 4096
const asked = new Int32Array(PLACES)
const answered = new Int8Array(PLACES).fill(-1)

/** Which of `READER` a token is. */
export function readerOf(scan: Scan, token: number): number {
  if (((scan.flags[token] ?? 0) & FLAG.running) !== 0) return runningAt(scan, token)
  const hash = scan.hash[token] ?? 0
  const place = (hash ^ (hash >>> 15)) & (PLACES - 1)
  const known = answered[place] ?? -1
  if (known >= 0 && asked[place] === hash) return known
  const kind = lookUp(scan, token, hash)
  asked[place] = hash
  answered[place] = kind
  return kind
}

function runningAt({ codes, start, folded: length }: Scan, token: number): number {
  const from = start[token] ?? 0
  let word = ''
  for (let i = from; i < length && i < from + RUNNING_MAX; i++) {
    word += String.fromCharCode(codes[i] ?? 0)
    const kind = running.get(word)
    if (kind !== undefined) return kind
  }
  return READER.none
}

function lookUp({ codes, start, end }: Scan, token: number, hash: number): number {
  let word = ''
  for (let i = start[token] ?? 0; i < (end[token] ?? 0) && word.length < 64; i++)
    word += String.fromCharCode(codes[i] ?? 0)
  word = word.replace(/'s?$/u, '')
  const kind = whole.get(word)
  if (kind !== undefined) return kind
  for (let n = BEGINNING_MIN; n <= Math.min(word.length, BEGINNING_MAX); n++) {
    const begun = beginnings.get(word.slice(0, n))
    if (begun !== undefined) return begun
  }
  for (let n = ENDING_MIN; n < word.length && n <= ENDING_MAX; n++)
    if (endings.has(word.slice(-n))) return READER.model
  const role = roleOf(hash)
  if ((role & ROLE.machine) !== 0) return READER.model
  return (role & ROLE.user) !== 0 ? READER.principal : READER.none
}
