import { words, type Entries } from './concepts.ts'

export const it: Entries = {
  override: words(
    `non_tenete_conto non_dare_retta ignor* dimentica dimenticate dimentichi dimenticare trascura* tralascia* scarta* scavalca* sovrascriv* aggira* aggirare bypassa* annulla* non_considerare non_tenere_conto non_seguire lascia_perdere metti_da_parte disattiva* disabilita* sospendi abbandona* sostituisci elimina_le liberati oltrepassa* smetti_di_seguire`,
  ),
  prior: words(
    `precedent* iniziali iniziale original* sopra prima finora anterior* esistent* ricevut* fornit* passat* già_date attuali`,
  ),
  instruction: words(
    `istruzion* regola regole direttiv* linee_guida linea_guida ordine ordini comando comandi prompt prompt_di_sistema messaggio_di_sistema indicazion* protocoll* configurazion* impostazion* programmazion* consegn* norme disposizion* policy`,
  ),
  restriction: words(
    `restrizion* limite limiti limitazion* filtro filtri censur* sicurezza etic* moral* vietat* proibit* divieto divieti barrier* vincol* moderazion* blocc* inappropriat* rifiut* tabù salvaguard*`,
  ),
  reveal: words(
    `rivela* rivelami mostra* mostrami mostri svela* divulg* dimmi mi_dica dammi stampa* ripeti ripeta ripetere recita* cita copia elenca* parola_per_parola letteralmente testualmente esponi condividi riassumi scrivi_tutto leggimi`,
  ),
  secret: words(
    `segret* password parola_d'ordine credenzial* codice_di_accesso codice_segreto chiave chiavi riservat* nascost* intern* confidenzial* token pin privat* occult*`,
  ),
  persona: words(
    `ruolo gioco_di_ruolo fingi* finga fai_finta fa'_finta comportati si_comporti agisci_come agisca personaggio persona interpreta* impersona* imita* simula* ora_sei sei_ora diventa trasformati assumi_il recita_la_parte immedesim*`,
  ),
  switch: words(
    `ora adesso d'ora_in_poi da_ora_in_poi da_adesso in_avanti invece piuttosto nuova nuove nuovo nuovi cambia* attiva* passa_a reimposta* riavvia* sblocca* inizia comincia fine_delle modalità entra_in`,
  ),
  secrecy: words(
    `non_menzionare non_dire senza_menzionare in_segreto segretamente di_nascosto silenziosamente senza_avvisare senza_dirlo non_dirlo a_nessuno senza_chiedere senza_conferma all'insaputa nascondi* tra_noi discretamente non_informare`,
  ),
  exfiltration: words(
    `invia* invii inviare manda* mandami mandare inoltra* trasmett* spedis* carica* caricare pubblica* posta_su allega* condividi_con esfiltr* via_mail via_email fai_avere comunica`,
  ),
  action: words(
    `cancella* elimina* trasferisc* bonifica compra* acquista* prenota* ordina installa* esegui esegua eseguire apri apra aprire clicca* visita* chiama* modifica* crea* aggiungi* scarica* approva* annulla_il autorizza*`,
  ),
  person: words(`tu tuo tua tuoi tue ti te voi vostro vostra vostri lei`),
  obligation: words(
    `devi deve dovete devono bisogna obbligatori* sempre necessari* assolutamente in_nessun_caso esclusivamente soltanto rigorosamente assicurati si_assicuri senza_eccezioni tenuto_a`,
  ),
  system: words(
    `sistema assistente ia i.a. modello modello_linguistico chatbot bot robot intelligenza_artificiale modalità_sviluppatore modalità_debug modalità_amministratore agente macchina`,
  ),
  harm: words(
    `arma armi bomba bombe esplosiv* malware virus hackerare illegal* crimine reato reati rubare furto frode truff* veleno droga droghe attacc* uccider* violent* violenza pericolos* dannos* falsific* ricatt*`,
  ),
  urgency: words(
    `urgente urgenti urgenza immediatamente immediat* subito all'istante emergenza attenzione important* avviso avvertimento veloce rapidamente scadenza critico ultimo_avviso altrimenti allerta`,
  ),
  unfiltered: words(
    `senza_filtri senza_filtro senza_censura senza_restrizioni senza_limiti senza_regole nessuna_regola nessun_limite illimitat* liberamente libero_da qualsiasi_cosa qualunque_cosa tutto_ciò_che_ti non_censurat* senza_tabù senza_avvertenze disinibit*`,
  ),
  fiction: words(
    `storia storie racconto romanzo scena sceneggiatura immagina* supponi* supponiamo ipotetic* fittizi* finzione teoric* fiaba poesia film sogno universo_parallelo protagonista cattivo dialogo giochiamo`,
  ),
  answer: words(
    `inizia_la_tua inizia_con comincia_con rispondi risponda rispondi_solo rispondi_con di'_solo scrivi_solo scrivi_esattamente la_tua_risposta termina_con nient'altro senza_spiegazioni sì_o_no in_una_parola`,
  ),
  politeness: words(
    `per_favore per_cortesia grazie potresti potrebbe puoi può_dirmi vorrei mi_piacerebbe ciao buongiorno buonasera gentile caro cara cordiali_saluti scusa* salve`,
  ),
  security: words(
    `iniezion* injection jailbreak vulnerabilità minacc* attaccant* protezione difes* rilev* audit ricercator* cybersicurezza phishing formazione`,
  ),
  question: words(
    `cosa che_cosa come perché chi dove quando quale quali quanto spiega* spiegami significa differenza c'è`,
  ),
  negation: words(`non mai nulla niente nessun nessuna nessuno senza né neanche no evita*`),
  all: words(`tutto tutta tutti tutte ogni qualsiasi qualunque inter* complet* total* insieme ciascun*`),
  tool: words(
    `strument* funzion* file cartella cartelle database email e-mail posta casella calendario browser ricerca api server script terminale repository ticket`,
  ),
  money: words(
    `soldi denaro pagament* pagare conto conti bonifico bonifici banca fattur* carta rimbors* prezzo prezzi euro importo saldo stipendio iban`,
  ),
  memory: words(
    `dimentica_tutto ricorda* memoria cronologia conversazion* contesto da_capo da_zero cancella_la_memoria ricomincia memorizza* resetta*`,
  ),
  pretext: words(
    `test prova prove valutazion* verific* debug manutenzion* ricerca educativ* accademic* esercizio esercitazion* esperiment* dimostrazion* audit scientific* addestramento`,
  ),
  authority: words(
    `sviluppator* amministrator* capo direttore direttrice proprietari* polizia ufficial* autorizzat* autorizzazion* permesso abilitat* reparto_it team_di_sicurezza per_conto_di medico responsabile creatore`,
  ),
  emotion: words(
    `supplic* prego_ti_prego ti_prego disperat* morire morendo nonna piang* ospedale salvare salva_la perderò_il_lavoro paura fidati amico amica delus* punit* ricompens* triste malat*`,
  ),
  completion: words(
    `completa_la completa_il finisci_la_frase continua_la prosegui prossima_parola riga_successiva riempi* spazi_vuoti che_inizia inizia_per indizi* indovin* indovinello rima rime le_mie_istruzioni_sono`,
  ),
  encoding: words(
    `base64 codific* decodific* cifr* decifr* al_contrario compita* sillab* lettera_per_lettera prime_lettere tradu* traduci traduca morse esadecimal* binario invert* in_json blocco_di_codice`,
  ),
  above: words(
    `testo_sopra testo_precedente quanto_sopra tutto_quello_sopra più_in_alto inizio_di_questa inizio_della_conversazione primo_messaggio prima_riga prime_righe prima_di_questo`,
  ),
  link: words(
    `link collegamento url immagin* sito pagina indirizzo clicca_qui markdown html pixel incorpora*`,
  ),
  comply: words(
    `segui segua seguire obbedis* rispetta* attieniti fai_ciò_che fai_quello_che fai_esattamente accetta* conferma* applica* esegui_queste`,
  ),
  human: words(
    `cliente clienti squadra colleghi collega dipendenti visitatori ospiti signori signore gentili_clienti soci genitori alunni pazienti il_suo_ordine il_suo_appuntamento contattateci chiamateci orari`,
  ),
}
