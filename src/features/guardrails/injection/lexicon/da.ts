import { words, type Entries } from './concepts.ts'

export const da: Entries = {
  override: words(
    `ignorer* glem glemme se_bort bortse* tilsidesæt* omgå* overskriv* spring_over slå_fra deaktiver* ophæv* annuller* følg_ikke hold_op_med stop_med_at_følge kassér* drop læg_til_side erstat*`,
  ),
  prior: words(
    `tidligere forrige foregående ovenstående oprindelig* nuværende hidtil førnævnte eksisterende modtagne`,
  ),
  instruction: words(
    `instruktion* instruks* anvisning* regel regler retningslinje* ordre ordrer kommando* prompt systemprompt systembesked indstilling* politik konfiguration`,
  ),
  restriction: words(
    `begrænsning* restriktion* grænse* filter filtre censur* sikkerhed* etik etisk* moral* forbud forbudt* spærring* afvis* tabu`,
  ),
  reveal: words(
    `vis afslør* fortæl* udskriv* skriv_ud giv_mig sig_mig gentag* citer* kopier* oplist* ord_for_ord ordret del_med opsummer* læs_op røb*`,
  ),
  secret: words(`hemmelig* adgangskode* kodeord password nøgle* fortrolig* skjult* intern* token privat*`),
  persona: words(
    `rolle* rollespil lad_som_om opfør_dig spil karakter persona du_er_nu nu_er_du simuler* efterlign* forvandl* bliv ager`,
  ),
  switch: words(
    `nu fra_nu_af fremover i_stedet ny nye nyt skift* aktiver* genstart* nulstil* lås_op begynd slut tilstand`,
  ),
  secrecy: words(
    `nævn_ikke uden_at_nævne i_hemmelighed diskret stille ubemærket fortæl_ikke ingen uden_at_spørge uden_bekræftelse skjul* mellem_os sig_det_ikke`,
  ),
  exfiltration: words(`send* videresend* upload* offentliggør* vedhæft* mail overfør_til del_til rapporter*`),
  action: words(
    `slet* fjern* overfør* køb* book* bestil* installer* kør udfør* åbn* klik* ændr* opret* tilføj* download* godkend*`,
  ),
  person: words(`du dig din dit dine jer jeres`),
  obligation: words(
    `skal må_kun påkrævet altid nødvendig* absolut udelukkende kun sørg_for under_ingen_omstændigheder`,
  ),
  system: words(
    `system assistent* ai model sprogmodel* chatbot kunstig_intelligens udviklertilstand admintilstand agent maskine`,
  ),
  harm: words(
    `våben bombe* sprængstof malware virus hacke* ulovlig* forbrydelse* stjæle tyveri svindel gift stoffer angreb vold farlig* skadelig*`,
  ),
  urgency: words(`haster straks omgående øjeblikkeligt nødsituation obs vigtig* advarsel hurtigt ellers`),
  unfiltered: words(
    `ufiltreret ucensureret ubegrænset uden_begrænsninger uden_filter uden_filtre uden_regler uden_grænser uden_censur ingen_regler ingen_grænser hvad_som_helst frit`,
  ),
  fiction: words(`historie* roman scene manuskript forestil* antag* hypotetisk* fiktiv* eventyr digt film`),
  answer: words(
    `begynd_dit_svar start_med svar svar_kun sig_kun skriv_præcis dit_svar intet_andet ja_eller_nej`,
  ),
  politeness: words(
    `tak venligst vær_venlig kan_du kunne_du vil_du jeg_vil_gerne hej godmorgen kære venlig_hilsen undskyld`,
  ),
  security: words(
    `injektion* jailbreak sårbarhed* trussel* angriber* beskyt* detekt* revision cybersikkerhed`,
  ),
  question: words(`hvad hvordan hvorfor hvem hvor hvornår hvilken hvilke hvor_mange forklar* forskel`),
  negation: words(`ikke ingen intet aldrig uden hverken nej`),
  all: words(`alle alt hele hver samtlige fuldstændig* komplet* enhver`),
  tool: words(
    `værktøj* funktion* fil filer mappe* database e-mail* indbakke kalender browser server* script*`,
  ),
  money: words(`penge betaling* betal* konto bank faktura* kort tilbagebetal* pris*`),
  memory: words(`glem_alt husk* hukommelse historik samtale* kontekst forfra`),
  pretext: words(`test* evaluering kontrol fejlfinding forskning* uddannelse* øvelse* eksperiment*`),
  authority: words(`udvikler* administrator* chef direktør ejer politi officiel* autoriseret* tilladelse`),
  emotion: words(`beder_dig bønfald* desperat* dør bedstemor græde* hospital* redde* stol_på`),
  completion: words(`fuldfør* udfyld* fortsæt* næste_ord begynder_med ledetråd* gåde* gæt* rim`),
  encoding: words(`kod afkod* krypter* baglæns stav* bogstav_for_bogstav første_bogstaver oversæt*`),
  above: words(`teksten_ovenfor alt_ovenfor begyndelsen_af_samtalen første_besked første_linje`),
  link: words(`link* billede* side adresse klik_her`),
  comply: words(`følg adlyd* overhold* gør_som gør_præcis bekræft* accepter*`),
  human: words(
    `kunde* hold kollega* kolleger medarbejder* gæster kære_kunde din_ordre din_tid ring_til kontakt_os åbningstider`,
  ),
}
