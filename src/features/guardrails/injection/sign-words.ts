/** Words by the role that they play in an order inside data, in the languages of the lexicon: what the signs are read from, beside its concepts. */
export const ROLE = {
  machine: 1,
  assignment: 1 << 1,
  halt: 1 << 2,
  user: 1 << 3,
  lead: 1 << 4,
  turn: 1 << 5,
  instead: 1 << 6,
  outside: 1 << 7,
  /** People who are spoken to in ordinary notices. */
  staff: 1 << 8,
  /** What people take back: letters, bookings, rows. */
  thing: 1 << 9,
  given: 1 << 10,
  done: 1 << 11,
  consent: 1 << 12,
  reading: 1 << 13,
  report: 1 << 14,
  fresh: 1 << 15,
  /** Verbs of description behind `the model`. */
  describes: 1 << 16,
  agent: 1 << 17,
  every: 1 << 18,
  /** Behind `instructions`: what they are about. */
  about: 1 << 19,
  /** Before a verb: it is no order, somebody does it or may do it. */
  told: 1 << 20,
  role: 1 << 21,
  /** Beside `assistant` or `agent`: a person's post. */
  post: 1 << 22,
} as const

export const roleWords: readonly (readonly [role: number, list: string])[] = [
  [
    ROLE.machine,
    'ai llm llms assistant assistants model agent agents bot bots chatbot chatbots copilot gpt helper summarizer summariser screening ' +
      'ki assistent assistenten ia asistente assistente modelo modèle modele modello asystent asystenta ассистент ассистента ии модель asistan ' +
      'assistente assistenza ассистенту ассистенте asystentowi asistana yapay asisten assistenza асистент асистенте асистенту шi ші asistent asistente asistenta المساعد सहायक एआई ' +
      '助手 アシスタント 비서 어시스턴트 models summarizers reader readers screener crawler sprachmodelle sprachmodell',
  ],
  [ROLE.agent, 'agent agents bot helper reader readers model models'],
  [
    ROLE.assignment,
    'task tasks question questions request requests job assignment errand query objective goal mission instructions instruction prompt ' +
      'orders rules directions guidance guidelines directives criteria told asked given command commands summarising summarizing processing answering ' +
      'briefing brief mandate mission guideline setup comparison duty purpose work summary lookup everything rest whatever ' +
      'aufgabe aufgaben frage anweisung anweisungen anfrage auftrag demande tâche tache consigne consignes question solicitud tarea pregunta petición ' +
      'instrucciones petición peticion compito richiesta domanda istruzioni tarefa pedido pergunta instruções instrucoes taak vraag verzoek ' +
      'instructies opdracht zadanie pytanie polecenie instrukcje задачу задача задание запрос вопрос инструкции инструкций görev görevi soru talimatları ' +
      'запит завдання інструкції питання uppgift fråga begäran instruktioner dotaz úkol pokyny vorgaben hinweise indicaciones indications indicazioni indicações aanwijzingen wskazówki указания suche recherche búsqueda ricerca pesquisa zoekopdracht wyszukiwanie поиск arama aramayı tugas permintaan instruksi pertanyaan isteği sorusu',
  ],
  [
    ROLE.halt,
    'stop cease quit cancel drop scrap void abandon leave halt overrule suspend discard quit skip hör arrête arrete deja detén smetti pare stoppe lass laisse arrêtez deje para pára interrompi stop zostaw przerwij przestań прекрати оставь bırak durdur sluta lämna přestaň hentikan tinggalkan припини залиш',
  ],
  [
    ROLE.user,
    "user user's users human owner holder nutzer nutzers benutzer benutzers utilisateur utilisatrice usuario usuaria utente usuário gebruiker użytkownika użytkownik пользователя пользователь пользователю kullanıcı kullanıcının kullanıcıya användaren användarens користувач користувача uživatel uživatele pengguna المستخدم उपयोगकर्ता 用户 ユーザー 사용자",
  ],
  [
    ROLE.lead,
    'to for dear attention hey hello hi note message memo listen an für à pour al para per ao voor aan do dla для внимание lieber cher caro estimado querido beste drogi уважаемый sevgili kära till шановний milý kepada untuk إلى 致 给',
  ],
  [
    ROLE.turn,
    'system user human assistant admin administrator developer operator ai usuario utilisateur nutzer',
  ],
  [
    ROLE.instead,
    'instead rather stattdessen plutôt plutot lugar invece posto vez plaats zamiast вместо yerine now henceforth next ahora maintenant nun agora ora teraz теперь şimdi nu натомість místo gantinya 改为 代わり 대신 بدلا बजाय',
  ],
  [
    ROLE.outside,
    'http https www iban wallet webhook gist password passwords credentials token tokens env ssh key keys bcc ftp s3',
  ],
  [
    ROLE.staff,
    'team staff employees employee students student customers customer guests guest colleagues everyone driver drivers nurse nurses teacher teachers boss parents children patients patient tenants tenant visitors visitor manager managers players pupils editor editors army crew mr mrs ms volunteers neighbours neighbors residents members clients client passengers applicants reporters ' +
      'kollegen kunde kunden eltern fahrer mieter schüler élèves chauffeur équipe client clients parents locataires alumnos conductor equipo cliente padres vecinos studenti autista squadra cliente genitori alunos motorista equipe moradores pais leerlingen chauffeur team klant ouders bewoners uczniów kierowcy zespołu klient rodzice учеников водителя команды клиент родители жильцов',
  ],
  [
    ROLE.thing,
    'mail e-mail email mails emails invoice invitation meeting appointment comment reminder label sheet form version release draft booking row rows column line file files results result config settings setting footnotes footnote sign letter migration migrations warning warnings error errors lint report review ratings photo page pages order parcel bill price ticket reference number numbers index dial-in headers header values value state route exit entrance sat nav noise score prices voucher attachment document entries ' +
      'rechnung termin e-mail mail schreiben einladung zeile facture réunion message courriel invitation formulaire correo factura reunión invitación formulario mail fattura riunione invito modulo fatura reunião convite factuur vergadering uitnodiging formulier fakturę zaproszenie formularz письмо счёт приглашение заявку fatura e-postamı faktura inbjudan лист рахунок fakturu formulář faktur undangan formulir 邮件 发票 邀请 メール 請求書 会議 메일 청구서 الفاتورة रिसीट',
  ],
  [
    ROLE.given,
    'given told asked received requested wanted gave assigned working gegeben gestellt demandé demandée donné pediu pidió dado dieron chiesto dato gevraagd gegeven zadane polecił заданный 之前',
  ],
  [
    ROLE.done,
    'void expired cancelled canceled withdrawn replaced obsolete outdated over revoked longer superseded finished suspended irrelevant invalid ended lapsed abandoned ' +
      'hinfällig erledigt zurückgezogen ungültig aufgehoben annulée abandonnée annulé remplacée anulada anulado cancelada cancelado annullata cancelado encerrado vervallen ingetrokken nieaktualne anulowane wycofane отменён отменена отозван неактуален iptal geçersiz återkallad avslutad скасовано відкликано zrušen stažen dibatalkan ditarik 取消 已取消 無効 취소 أُلغي रद्द',
  ],
  [
    ROLE.consent,
    'authorised authorized authorises authorizes approved approves permission consent consented agreed permitted permits allowed confirmation ' +
      'zugestimmt erlaubt bestätigung accord autorise autorisation confirmation autoriza autorizado permiso acuerdo consenso autorizza autorizou concorda toestemming akkoord zgodę upoważnił согласие разрешил onay izin godkänt tillstånd згоду дозволив souhlasil dovolil setuju mengizinkan 同意 授权 同意 許可 동의 허락 وافق أذن अनुमति सहमत',
  ],
  [
    ROLE.reading,
    'reading reads read processing processes parsing parses screens screening sees summarising summarizing handling liest lesen auswertet lit lisant traite résume lea lee procese legge elabora ler processar leest verwerkt czyta przetwarza читает обрабатывает okuyan işleyen läser читає čte membaca 阅读 读到 处理 読む 処理 읽는',
  ],
  [
    ROLE.report,
    'wrote said says reported writes hidden attack attacks attackers attacker stood hid obeyed injected malicious quoted phrase finding incident schrieb écrit escribió scrisse написал',
  ],
  [
    ROLE.fresh,
    'new next updated revised real actual only different changed true following neue neuen neuer nouvelle nouvelles nouveau nueva nuevas nuevo nuova nuove nuovo nova novas novo nieuwe nowe nowa новая новые новое yeni nya ny нове нові nový nové baru 新 新的 新しい 새로운 जديدة नया नए',
  ],
  [
    ROLE.describes,
    'is are was were may can could should must keeps gets has had does forgets ignores follows receives returns uses calls asks answers reads drops stops helps learns learnt which who when and or cannot might would used started loaded',
  ],
  [
    ROLE.about,
    'about on for in from of concerning zur zu für über im am pour sur du au sobre para del de per sul sulla della over voor o na для о об по про kring om pro untuk tentang hakkında',
  ],
  [
    ROLE.told,
    'to it they he she who which that never may can could would will might does did was were has had er es sie il elle ils él ella lui lei ele ela hij zij on ona он она',
  ],
  [ROLE.role, 'role'],
  [
    ROLE.post,
    'manager director editor professor coach principal duty support sales estate travel service insurance field booking secretary teacher night',
  ],
  [
    ROLE.every,
    'any every all each whichever whatever whoever jede jeder alle toute tous toda todo ogni każdy любая her',
  ],
]
