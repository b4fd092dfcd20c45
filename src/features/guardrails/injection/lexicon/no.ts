import { words, type Entries } from './concepts.ts'

export const no: Entries = {
  override: words(
    `ignorer* glem glemme se_bort bortse* tilsidesett* omgå* overskriv* hopp_over slå_av deaktiver* opphev* annuller* følg_ikke ikke_følg slutt_å_følge forkast* dropp legg_til_side erstatt*`,
  ),
  prior: words(
    `tidligere forrige foregående ovenstående opprinnelig* nåværende hittil eksisterende mottatte over`,
  ),
  instruction: words(
    `instruksjon* instruks* anvisning* regel regler retningslinje* ordre ordrer kommando* prompt systemprompt systemmelding innstilling* policy konfigurasjon`,
  ),
  restriction: words(
    `begrensning* restriksjon* grense* filter filtre sensur* sikkerhet* etikk etisk* moral* forbud forbudt* sperre* avvis* nekt* tabu`,
  ),
  reveal: words(
    `vis avslør* fortell* skriv_ut gi_meg si_meg gjenta* siter* kopier* list_opp ord_for_ord ordrett del_med oppsummer* les_opp røp*`,
  ),
  secret: words(`hemmelig* passord* tilgangskode* nøkkel* fortrolig* skjult* intern* kodeord token privat*`),
  persona: words(
    `rolle* rollespill lat_som oppfør_deg spill karakter persona du_er_nå nå_er_du simuler* etterlign* forvandl* bli opptre`,
  ),
  switch: words(
    `nå fra_nå_av heretter framover i_stedet ny nye nytt bytt* aktiver* start_på_nytt tilbakestill* lås_opp begynn slutt_på modus`,
  ),
  secrecy: words(
    `ikke_nevn nevn_ikke uten_å_nevne i_hemmelighet i_all_stillhet diskret ubemerket ikke_fortell noen uten_å_spørre uten_bekreftelse skjul* mellom_oss ikke_si`,
  ),
  exfiltration: words(`send* videresend* last_opp publiser* legg_ved overfør_til del_til rapporter*`),
  action: words(
    `slett* fjern* overfør* kjøp* bestill* installer* kjør utfør* åpne* klikk* endre* opprett* legg_til last_ned godkjenn*`,
  ),
  person: words(`du deg din ditt dine dere deres`),
  obligation: words(
    `må skal bør påkrevd alltid nødvendig* absolutt utelukkende bare sørg_for under_ingen_omstendigheter`,
  ),
  system: words(
    `system assistent* ki ai modell språkmodell* chatbot kunstig_intelligens utviklermodus administratormodus agent maskin`,
  ),
  harm: words(
    `våpen bombe* sprengstoff skadevare virus hacke* ulovlig* forbrytelse* stjele tyveri svindel gift narkotika angrep vold farlig* skadelig*`,
  ),
  urgency: words(`haster umiddelbart øyeblikkelig straks nødsituasjon obs viktig* advarsel raskt ellers`),
  unfiltered: words(
    `ufiltrert usensurert ubegrenset uten_begrensninger uten_filter uten_filtre uten_regler uten_grenser uten_sensur ingen_regler ingen_grenser hva_som_helst fritt`,
  ),
  fiction: words(
    `historie* roman scene manus tenk_deg forestill* anta* hypotetisk* fiktiv* eventyr dikt film`,
  ),
  answer: words(
    `begynn_svaret start_med svar svar_kun svar_bare si_bare skriv_nøyaktig svaret_ditt ingenting_annet ja_eller_nei`,
  ),
  politeness: words(
    `takk vennligst vær_så_snill kan_du kunne_du vil_du jeg_vil_gjerne hei god_morgen kjære vennlig_hilsen unnskyld`,
  ),
  security: words(
    `injeksjon* jailbreak sårbarhet* trussel* angriper* beskytt* oppdag* revisjon cybersikkerhet`,
  ),
  question: words(`hva hvordan hvorfor hvem hvor når hvilken hvilke hvor_mange forklar* forskjell`),
  negation: words(`ikke ingen ingenting aldri uten verken nei`),
  all: words(`alle alt hele hver samtlige fullstendig* komplett* enhver`),
  tool: words(
    `verktøy* funksjon* fil filer mappe* database e-post* innboks kalender nettleser server* skript*`,
  ),
  money: words(`penger betaling* betal* konto bank faktura* kort refusjon* pris*`),
  memory: words(`glem_alt husk* hukommelse historikk samtale* kontekst forfra`),
  pretext: words(`test* evaluering kontroll feilsøking forskning* utdanning* øvelse* eksperiment*`),
  authority: words(`utvikler* administrator* sjef direktør eier politi offisiell* autorisert* tillatelse`),
  emotion: words(`ber_deg bønnfall* desperat* dør bestemor gråte* sykehus* redde* stol_på`),
  completion: words(`fullfør* fyll_ut fortsett* neste_ord begynner_med hint gåte* gjett* rim`),
  encoding: words(`kod avkod* krypter* baklengs stav* bokstav_for_bokstav første_bokstaver oversett*`),
  above: words(`teksten_over alt_over begynnelsen_av_samtalen første_melding første_linje`),
  link: words(`lenke* bilde* side adresse klikk_her`),
  comply: words(`følg adlyd* overhold* gjør_som gjør_nøyaktig bekreft* aksepter*`),
  human: words(
    `kunde* team kollega* kolleger ansatt* gjester kjære_kunde din_ordre din_time ring_oss kontakt_oss åpningstider`,
  ),
}
