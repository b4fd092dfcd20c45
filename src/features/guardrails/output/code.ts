import type { Detector } from '../contract.ts'
import { lexicon } from '../words.ts'
import { segmentDetector } from './segments.ts'

type Pattern = readonly [type: string, score: number, pattern: RegExp]

/** Applied to one line of at most some hundred characters, so that no pattern has a long text to wander in. */
const LINE: readonly Pattern[] = [
  [
    'destructive_shell',
    0.95,
    /\brm\s+(?:-[a-z-]+\s+){0,4}-?(?:[a-z]*r[a-z]*f|[a-z]*f[a-z]*r|-recursive\s+--force)[a-z]*\s+(?:--no-preserve-root\s+)?["']?(?:\/(?:\s|\*|$|["'])|~|\$HOME|\$\{?[A-Z_]+\}?\/?\*|\/(?:etc|usr|var|home|boot|bin|lib)\b|\*|\.\s*$)/i,
  ],
  // the same with its flags apart: `rm -r -f /`
  [
    'destructive_shell',
    0.95,
    /\brm\s+(?=(?:-[a-z-]{1,20}\s+){0,4}-[a-z]{0,8}r)(?=(?:-[a-z-]{1,20}\s+){0,4}-[a-z]{0,8}f)(?:-[a-z-]{1,20}\s+){1,5}["']?(?:\/(?:\s|\*|$|["'])|~|\$HOME|\*)/i,
  ],
  // a build folder is deleted every day: only what is absolute, above or unknown counts
  ['destructive_shell', 0.6, /\brm\s+-(?:[a-z]*r[a-z]*f|[a-z]*f[a-z]*r)[a-z]*\s+["']?(?:\/|\.\.|\$|~)/i],
  ['destructive_shell', 0.4, /\brm\s+-(?:[a-z]*r[a-z]*f|[a-z]*f[a-z]*r)[a-z]*\s+\S/i],
  [
    'destructive_shell',
    0.9,
    /\bmkfs(?:\.\w{2,8})?\s+(?:-\S+\s+){0,4}\/dev\/|\bdd\s+.{0,80}\bof=\/dev\/(?:sd|nvme|hd|disk|vd)|>\s*\/dev\/(?:sd[a-z]|nvme\d)|:\(\)\s*\{\s*:\s*\|\s*:\s*&\s*\}\s*;?\s*:/i,
  ],
  [
    'destructive_shell',
    0.8,
    /\b(?:del|erase)\s+(?:\/[a-z]\s+){1,4}[a-z]:\\|\bformat\s+[a-z]:|\bRemove-Item\b.{0,60}-Recurse\b.{0,30}-Force\b/i,
  ],
  ['remote_code', 0.9, /\b(?:curl|wget)\b[^|\n]{0,200}\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b/i],
  ['remote_code', 0.9, /\b(?:curl|wget)\b[^|\n]{0,200}\|\s*(?:sudo\s+)?(?:python3?|perl|ruby|node|php)\b/i],
  ['remote_code', 0.9, /\b(?:ba|z)?sh\s+(?:-c\s+)?["']?(?:<\(|\$\()\s*(?:curl|wget)\b/i],
  [
    'remote_code',
    0.9,
    /\b(?:iex|Invoke-Expression)\b.{0,80}\b(?:DownloadString|Invoke-WebRequest|iwr|irm|Invoke-RestMethod)\b|\b(?:iwr|irm|DownloadString)\b.{0,120}\|\s*iex\b/i,
  ],
  ['remote_code', 0.85, /\b(?:eval|exec)\s*\(\s*(?:await\s+)?(?:requests\.get|urllib|urlopen|fetch)\b/i],
  ['reverse_shell', 0.95, /\/dev\/(?:tcp|udp)\/[^/\s]{1,120}\/\d{1,5}/i],
  [
    'reverse_shell',
    0.95,
    /\bn(?:et)?c(?:at)?\s+(?:-[a-z]+\s+){0,4}-?[a-z]*e\s+\/?(?:bin\/)?(?:ba)?sh\b|\bn(?:et)?c(?:at)?\b.{0,60}\|\s*\/?(?:bin\/)?(?:ba)?sh\b/i,
  ],
  ['reverse_shell', 0.85, /["']\/bin\/(?:ba|z)?sh["']\s*,\s*["']-i["']/],
  ['reverse_shell', 0.9, /\bsocket\b.{0,200}\bconnect\s*\(.{0,200}\b(?:dup2|pty\.spawn|subprocess)/i],
  [
    'code_injection',
    0.8,
    /\b(?:eval|exec|Function|setTimeout|setInterval)\s*\(\s*(?:input\s*\(|raw_input|request\.|req\.(?:body|query|params)|params\[|\$_(?:GET|POST|REQUEST|COOKIE)|sys\.argv|process\.argv|location\.|window\.location|document\.(?:URL|cookie)|event\.data|user_?input|prompt\()/i,
  ],
  ['code_injection', 0.6, /(?<![.\w])eval\s*\(\s*[A-Za-z_$][\w$.]{0,60}\s*\)/],
  [
    'code_injection',
    0.75,
    /\b(?:os\.(?:system|popen)|subprocess\.(?:run|call|Popen|check_output)|child_process\.exec(?:Sync)?|execSync|shell_exec|passthru|Runtime\.getRuntime\(\)\.exec)\s*\(\s*(?:f["']|["'`][^"'`\n]{0,120}(?:["']\s*(?:\+|\.|%)\s*\w|\$\{|\{\w))/i,
  ],
  // Node's `exec` with a value put into the command; `pattern.exec` is something else
  ['code_injection', 0.7, /(?<![.\w])exec\s*\(\s*`[^`\n]{0,120}\$\{/],
  ['code_injection', 0.6, /\bsubprocess\.\w{2,20}\s*\(.{0,160}\bshell\s*=\s*True\b/i],
  [
    'code_injection',
    0.7,
    /\b(?:execute|query|raw|cursor\.execute)\s*\(\s*(?:f["']{1,3}|["'`]{1,3})\s*(?:SELECT|INSERT|UPDATE|DELETE)\b[^\n]{0,200}(?:\{\w|\$\{|["']\s*(?:\+|%)\s*\w|%s["']\s*%)/i,
  ],
  [
    'code_injection',
    0.6,
    /\.(?:inner|outer)HTML\s*\+?=\s*(?!["'`][^"'`$]{0,200}["'`]\s*;?\s*$)|\bdangerouslySetInnerHTML\b|\bdocument\.write\s*\(\s*(?!["'])/,
  ],
  [
    'unsafe_deserialisation',
    0.65,
    /\b(?:pickle|cPickle|dill|marshal|shelve)\.loads?\s*\(|\byaml\.load\s*\((?!.{0,120}Safe)|\bunserialize\s*\(\s*\$_|\bObjectInputStream\s*\(|\bjsonpickle\.decode\s*\(/,
  ],
  [
    'tls_off',
    0.75,
    /\bverify\s*=\s*False\b|\brejectUnauthorized["']?\s*:\s*false\b|\bNODE_TLS_REJECT_UNAUTHORIZED\b["'\]]?\s*[=:]\s*["']?0|\bInsecureSkipVerify\s*:\s*true\b|\b_create_unverified_context\b|\bCURLOPT_SSL_VERIFY(?:PEER|HOST)\b\s*(?:,|=>)\s*(?:false|0)\b|\bcheck_hostname\s*=\s*False\b|\bCERT_NONE\b|\bstrict-ssl\s+false\b|\bhttp\.sslVerify\s+false\b/i,
  ],
  [
    'tls_off',
    0.6,
    /\bcurl\s+(?:[^\n|]{0,120}\s)?(?:-[a-zA-Z]{0,6}k[a-zA-Z]{0,6}|--insecure)(?:\s|$)|\bwget\b[^\n|]{0,120}--no-check-certificate\b/,
  ],
  [
    'weak_permissions',
    0.65,
    /\bchmod\s+(?:-[a-z]+\s+){0,2}(?:0?777|a\+rwx|ugo\+rwx)\b|\bos\.chmod\s*\([^\n)]{0,120}0o?777\b/i,
  ],
  [
    'weak_permissions',
    0.6,
    /\bsetenforce\s+0\b|\biptables\s+-F\b|\bufw\s+disable\b|\bNOPASSWD\s*:\s*ALL\b|\bicacls\b.{0,80}\bEveryone:\(?F\b|--privileged\b.{0,60}-v\s+\/:\/|"Action"\s*:\s*"\*"/i,
  ],
  [
    'hard_coded_credential',
    0.6,
    /(?<![A-Za-z])(?:password|passwd|pwd|secret|secret_?key|api_?key|access_?key|auth_?token|access_?token)["']?\s*(?:=|:)\s*["'](?!(?:(?:some|the|an?)[-_ ]|your|my|xxx|changeme|change_me|example|placeholder|password|secret|test|todo|\*|\.{3}|<|\$|\{|%|\[)|[^"'\n]{0,60}(?:_here|placeholder|example|your[-_]))[^"'\s\n]{6,200}["']/i,
  ],
]

const TRIGGERS = lexicon([
  [
    'rm mkfs curl wget chmod icacls setenforce iptables netcat ncat iex nodetlsreject strict dangerouslysetinnerhtml insecureskipverify rejectunauthorized objectinputstream nopasswd privileged',
    1,
  ],
  [
    'dd del erase format eval exec function settimeout setinterval os subprocess child execsync shell passthru runtime execute query raw cursor pickle cpickle dill marshal ' +
      'shelve yaml unserialize jsonpickle document innerhtml outerhtml verify node create curlopt check cert ssl http password passwd pwd secret api access auth bash sh zsh ' +
      'nc dev socket invoke remove iwr irm downloadstring ufw action secretkey apikey accesskey authtoken accesstoken',
    2,
  ],
])

const newline = (c: number): boolean => c === 10 || c === 13

/** Lines of code and commands that do harm when they are run as they stand. LIMIT: what takes several lines to go wrong is not seen. */
export const dangerousLines: Detector = segmentDetector({
  guard: 'code',
  version: 'code-lines@2',
  types: [
    'destructive_shell',
    'remote_code',
    'reverse_shell',
    'code_injection',
    'unsafe_deserialisation',
    'tls_off',
    'weak_permissions',
    'hard_coded_credential',
  ],
  triggers: TRIGGERS,
  back: 160,
  forward: 400,
  ends: newline,
  judge(line, at, _origin, emit) {
    const best = new Map<string, { start: number; end: number; score: number }>()
    for (const [type, score, pattern] of LINE) {
      const match = pattern.exec(line)
      if (match === null || match.index + match[0].length <= at) continue
      // a warning that shows what not to do is read by the same eyes: it counts less, it does not count for nothing
      const said = WARNING.test(line.slice(0, match.index)) ? score - 0.25 : score
      if ((best.get(type)?.score ?? 0) < said)
        best.set(type, { start: match.index, end: match.index + match[0].length, score: said })
    }
    for (const [type, f] of best) emit(type, f.start, f.end, f.score)
  },
})
const WARNING =
  /\b(?:never|do not|don['’]t|avoid|must not|should not|shouldn['’]t|instead of|dangerous|insecure|unsafe|warning)\b/i

const SQL = lexicon([['delete update drop truncate', 1]])
const statementEnd = (c: number): boolean => c === 59 || c === 96

/** Statements that change or drop all rows. They run over lines, to their semicolon. */
export const dangerousSql: Detector = segmentDetector({
  guard: 'code',
  version: 'code-sql@1',
  types: ['destructive_sql'],
  triggers: SQL,
  back: 0,
  forward: 300,
  ends: statementEnd,
  judge(text, _at, _origin, emit) {
    const statement =
      /^(?:DELETE\s+FROM\s+[\w."[\]]{1,80}(?:\s+(?:AS\s+)?(?!where\b|using\b)\w{1,20})?\s*(?:$|\n\s*\n|--)|UPDATE\s+[\w."[\]]{1,80}\s+SET\s+[\w."]{1,60}\s*=(?![^]{0,300}\bWHERE\b)|DROP\s+(?:TABLE|DATABASE|SCHEMA|COLLECTION)\s+(?:IF\s+EXISTS\s+)?[\w."[\]]{1,80}|TRUNCATE\s+(?:TABLE\s+)?[\w."[\]]{1,80}\s*(?:$|\n|CASCADE))/i.exec(
        text,
      )
    if (statement === null) return
    // in lower case it is as often a sentence
    const shouted = /^[A-Z]{4,8}\s/.test(text)
    emit('destructive_sql', 0, statement[0].trimEnd().length, shouted ? 0.75 : 0.45)
  },
})
