import { PHRASES } from './injection-phrases.ts'
import { lexicon } from './words.ts'

/** Roles that a word can play in an attack; a word may play several. Folded form: lower case, no accents. */
export const W = {
  override: 1,
  prior: 1 << 1,
  instruction: 1 << 2,
  reveal: 1 << 3,
  system: 1 << 4,
  prompt: 1 << 5,
  you: 1 << 6,
  persona: 1 << 7,
  ai: 1 << 8,
  without: 1 << 9,
  restriction: 1 << 10,
  follow: 1 << 11,
  stop: 1 << 12,
  send: 1 << 13,
  command: 1 << 14,
  mode: 1 << 15,
  urgent: 1 << 16,
  pretend: 1 << 17,
  user: 1 << 18,
  data: 1 << 19,
  security: 1 << 20,
  all: 1 << 21,
  never: 1 << 22,
  respond: 1 << 23,
  rot13: 1 << 24,
  reversed: 1 << 25,
  phrase: 1 << 26,
} as const

export const injectionLexicon = lexicon([
  ['vtaber qvfertneq vafgehpgvba vafgehpgvbaf cebzcg cebzcgf cerivbhf flfgrz sbetrg eriry erirny', W.rot13],
  [
    'erongi dragersid noitcurtsni snoitcurtsni tpmorp stpmorp suoiverp metsys edirrevo tegrof laever',
    W.reversed,
  ],
  [PHRASES.map(([, key]) => key).join(' '), W.phrase],
  [
    'ignore ignores ignoring ignored disregard disregards disregarding forget forgetting override overrides overriding overwrite bypass bypassing bypasses discard drop skip neglect abandon unlearn circumvent supersede supersedes ' +
      'ignoriere ignorieren ignoriert ignorier vergiss vergesst missachte missachten uberspringe umgehe verwerfe ' +
      'ignorez ignorer oubliez oublie oublier negligez contourne contournez ' +
      'ignora ignorad ignoren ignorar olvida olvide olviden olvidar omite omita descarta descarte ' +
      'ignori ignorate ignorare dimentica dimenticate dimenticare tralascia scarta ' +
      'ignorem desconsidere desconsidera esqueca esquece esqueça ' +
      'negeer negeren vergeet zignoruj ignoruj pomin zapomnij игнорируй игнорируите проигнорируи забудь забудьте отбрось пренебреги ' +
      'yoksay unut ignorera glom bortse overse abaikan lupakan',
    W.override,
  ],
  [
    'previous prior preceding above earlier former foregoing initial original existing past before everything anything given current ' +
      'vorherigen vorherige vorigen bisherigen bisherige obigen fruheren vorangegangenen zuvor ' +
      'precedentes precedente anterieures ci-dessus initiales ' +
      'anteriores anterior previas previos previa arriba ' +
      'precedenti precedente sopra ' +
      'acima eerdere vorige bovenstaande poprzednie wczesniejsze предыдущие предыдущих прежние прошлые вышеуказанные onceki tidigare tidligere sebelumnya',
    W.prior,
  ],
  [
    'all every any alle alles tout toutes tous todas todos toda todo tutte tutti tutto wszystkie все всех tum alla semua',
    W.all,
  ],
  [
    'instruction instructions directions direction directive directives commands prompts guidance programming messages ' +
      'anweisungen anweisung instruktionen befehle vorgaben regeln ' +
      'consignes consigne ordres regles ' +
      'instrucciones instruccion ordenes reglas indicaciones ' +
      'istruzioni istruzione regole ordini ' +
      'instrucoes instrucao ordens regras ' +
      'instructies opdrachten regels instrukcje polecenia инструкции инструкциями указания команды правила talimatlari talimatlar instruktioner instrukser instruksi',
    W.instruction,
  ],
  [
    'rules guidelines guideline policies policy constraints constraint restrictions restriction limitations limits filters filter safeguards safety guardrails censorship ethics ethical morals moral moderation boundaries disclaimers warnings consequences refusal content',
    W.restriction,
  ],
  ['rules guidelines policies constraints restrictions safeguards filters guardrails', W.instruction],
  [
    'reveal reveals show print repeat output display leak disclose expose dump recite echo encode give tell list ' +
      'zeige zeig verrate nenne gib affiche affichez montre revele revelez donne muestra muestrame revela imprime mostra rivela stampa mostre revele imprima toon onthul pokaz ujawnij покажи раскрои выведи',
    W.reveal,
  ],
  [
    'system hidden secret internal confidential developer initial original systemprompt sistema systeme systeem системныи системное systemowy',
    W.system,
  ],
  [
    'prompt prompts preamble instructions instruction anweisungen consignes instrucciones istruzioni instrucoes инструкции промпт',
    W.prompt,
  ],
  [
    'you your youre ur u yourself du dein deine deinen dich sie ihre ihren tu tes ton vos vous votre usted tus tuo tue voce seu seus jij je jouw twoje ты твои вы ваши',
    W.you,
  ],
  [
    'dan jailbreak jailbroken unrestricted unfiltered uncensored unbound amoral immoral freegpt evilgpt chaosgpt rebellious unethical lawless unchained liberated',
    W.persona,
  ],
  [
    'ai assistant model chatbot llm gpt chatgpt claude bot openai anthropic copilot ki assistent asistente assistente ии',
    W.ai,
  ],
  [
    'no without none zero free lift remove removed disable disabled disabling unlock unlocked unlocks ohne sans sin senza sem zonder bez без off',
    W.without,
  ],
  [
    'follow following followed obey obeying comply complying adhere heed respect listen folge befolge suivre suis sigas seguir segui siga volg следуи',
    W.follow,
  ],
  ['stop cease dont not never quit refuse nicht pas no non nao niet nie не', W.stop],
  ['never cannot cant wont isnt not', W.never],
  [
    'send email mail forward post upload transfer exfiltrate submit transmit fetch curl wire sende envoyer envoie envia invia envie verzend',
    W.send,
  ],
  [
    'reply answer say respond write include insert append add execute run delete approve recommend rate mark provide perform begin start output call click visit open download integrate embed mention merge incorporate',
    W.command,
  ],
  ['respond response responses answer answers reply replies output', W.respond],
  ['mode modus modo', W.mode],
  [
    'important attention urgent note admin administrator sysadmin root debug warning notice priority critical authorized',
    W.urgent,
  ],
  [
    'pretend act roleplay role-play imagine simulate simulating emulate behave become impersonate hypothetically suppose',
    W.pretend,
  ],
  ['user users human customer person reader client', W.user],
  [
    'conversation history credentials password passwords keys token tokens customers list database files emails contacts secrets data records memory tools contents',
    W.data,
  ],
  [
    'injection injections attack attacks attacker attackers jailbreaks jailbreaking adversarial vulnerability vulnerabilities exploit exploits malicious mitigation mitigations mitigate owasp threat threats defense defenses red-teaming redteaming researchers benchmark detector detectors classifier classifiers dataset probes detection',
    W.security,
  ],
])

/** Whole phrases of languages that are written without spaces, and of some others; matched by `includes` on the folded text. */
export const phrases: readonly (readonly [
  type: string,
  score: number,
  parts: readonly (readonly string[])[],
])[] = [
  [
    'instruction_override',
    0.9,
    [
      ['忽略', '无视', '無視', '忘记', '忘掉', '不要遵守', '不理会'],
      ['指令', '指示', '说明', '提示', '规则', '要求', '内容', '設定', '命令'],
    ],
  ],
  [
    'instruction_override',
    0.9,
    [
      ['無視し', '忘れて', '従わないで', '無視せ'],
      ['指示', '命令', '指令', 'ルール', '内容', '説明'],
    ],
  ],
  [
    'instruction_override',
    0.9,
    [
      ['지시', '명령', '규칙', '지침'],
      ['무시', '잊어', '따르지'],
    ],
  ],
  [
    'instruction_override',
    0.85,
    [
      ['निर्देश', 'आदेश'],
      ['अनदेखा', 'भूल', 'नजरअंदाज', 'नज़रअंदाज़'],
    ],
  ],
  [
    'instruction_override',
    0.85,
    [
      ['تجاهل', 'انس', 'انسى'],
      ['التعليمات', 'الأوامر', 'تعليمات', 'الاوامر'],
    ],
  ],
  [
    'instruction_override',
    0.85,
    [
      ['התעלם', 'שכח'],
      ['ההוראות', 'הנחיות'],
    ],
  ],
  [
    'prompt_exfiltration',
    0.85,
    [
      ['系统提示', '系統提示', 'システムプロンプト', '시스템 프롬프트'],
      ['显示', '輸出', '输出', '告诉', '泄露', '表示', '教えて', '出力', '보여', '알려', '공개'],
    ],
  ],
]
