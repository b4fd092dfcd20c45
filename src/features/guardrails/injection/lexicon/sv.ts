import { words, type Entries } from './concepts.ts'

export const sv: Entries = {
  override: words(
    `ignorera* glöm glömma strunta bortse* åsidosätt* kringgå* skriv_över överskrid* hoppa_över stäng_av inaktivera* avaktivera* upphäv* förkasta* släng sluta_följa följ_inte bry_dig_inte lägg_undan ersätt* överge* släpp ta_inte_hänsyn slå_av frigör_dig`,
  ),
  prior: words(
    `tidigare föregående ovanstående ursprunglig* initial* befintlig* hittills ovan förra förut gamla givna mottagna nuvarande innan`,
  ),
  instruction: words(
    `instruktion* anvisning* regel regler riktlinje* direktiv* order prompt systemprompt systemmeddelande kommando* protokoll konfiguration inställning* policy programmering föreskrift* uppdrag`,
  ),
  restriction: words(
    `begränsning* restriktion* gräns gränser filter filtret censur* säkerhet* etik etisk* moral* förbud förbjud* spärr* skydd* moderering blockera* olämplig* vägra* tabu`,
  ),
  reveal: words(
    `visa avslöja* röj* berätta skriv_ut ge_mig säg_mig nämn upprepa* citera* kopiera* lista räkna_upp ord_för_ord ordagrant dela_med sammanfatta* läs_upp återge* exponera*`,
  ),
  secret: words(
    `hemlig* lösenord* åtkomstkod inloggningsuppgift* nyckel nycklar api-nyckel konfidentiell* dold* dolda intern* kodord token pinkod privat* sekretess*`,
  ),
  persona: words(
    `roll rollspel låtsas spela agera bete_dig karaktär persona du_är_nu nu_är_du simulera* imitera* förvandla* bli var_en iklä* härma*`,
  ),
  switch: words(
    `nu från_och_med_nu hädanefter från_nu framöver istället i_stället ny nya nytt byt växla aktivera* starta_om återställ* lås_upp börja slut_på läge gå_in_i`,
  ),
  secrecy: words(
    `nämn_inte utan_att_nämna i_hemlighet diskret tyst obemärkt berätta_inte ingen_får utan_att_fråga utan_bekräftelse utan_vetskap dölj* mellan_oss i_smyg säg_inte informera_inte`,
  ),
  exfiltration: words(
    `skicka* sänd* vidarebefordra* ladda_upp publicera* posta bifoga* mejla* lämna_ut överlämna* exfiltrera* dela_till rapportera_till`,
  ),
  action: words(
    `radera* ta_bort överför* köp* boka* beställ* installera* kör utför* öppna* klicka* besök* anropa* ändra* skapa* lägg_till ladda_ner godkänn* avboka* avsluta*`,
  ),
  person: words(`du dig din ditt dina ni er ert era`),
  obligation: words(
    `måste ska skall bör obligatorisk* alltid nödvändig* absolut under_inga_omständigheter enbart endast strikt se_till utan_undantag krävs`,
  ),
  system: words(
    `system assistent* ai modell språkmodell* chattbot* bot artificiell_intelligens utvecklarläge felsökningsläge adminläge agent maskin`,
  ),
  harm: words(
    `vapen bomb* sprängämne* skadlig_kod virus hacka* olaglig* brott* stjäla stöld* bedrägeri* gift droger knark attack* döda våld* farlig* skadlig* förfalska* utpress*`,
  ),
  urgency: words(
    `brådskande omedelbart genast nödsituation viktigt viktig varning snabbt kritisk* sista_varningen annars deadline akut obs`,
  ),
  unfiltered: words(
    `ofiltrera* ocensurera* obegränsa* utan_begränsningar utan_filter utan_regler utan_gränser utan_censur inga_regler inga_gränser inga_filter fri_från vad_som_helst allt_jag_ber utan_varningar tabulös*`,
  ),
  fiction: words(
    `berättelse* historia roman scen manus föreställ* tänk_dig anta_att hypotetisk* fiktiv* fiktion teoretisk* saga dikt film dröm parallellt_universum hjälte skurk dialog låt_oss_leka`,
  ),
  answer: words(
    `börja_ditt_svar börja_med svara svara_bara svara_med säg_bara skriv_bara skriv_exakt ditt_svar avsluta_med inget_annat utan_förklaring ja_eller_nej med_ett_ord`,
  ),
  politeness: words(
    `snälla tack vänligen skulle_du kan_du kan_ni jag_vill_gärna jag_skulle_vilja hej god_morgon bästa kära med_vänlig_hälsning ursäkta förlåt`,
  ),
  security: words(
    `injektion* jailbreak sårbarhet* hot angripare* penetrationstest skydda* försvar* upptäck* granskning forskare cybersäkerhet nätfiske medvetenhet`,
  ),
  question: words(
    `vad hur varför vem var när vilken vilket vilka hur_många förklara* betyder skillnad finns_det`,
  ),
  negation: words(`inte inget ingen inga aldrig utan ej varken nej undvik*`),
  all: words(`alla allt hela varje samtliga fullständig* komplett* total* allting vilken_som_helst`),
  tool: words(
    `verktyg* funktion* fil filer filen mapp* databas* e-post mejl* inkorg kalender webbläsare sök* api server* skript terminal* förråd ärende`,
  ),
  money: words(
    `pengar betalning* betala* konto konton överföring* bank faktura* kort återbetal* pris priser euro kronor belopp saldo lön iban`,
  ),
  memory: words(
    `glöm_allt kom_ihåg minne* minns historik samtal* konversation* sammanhang från_början börja_om rensa* memorera*`,
  ),
  pretext: words(
    `test tester testa utvärdering* verifiering felsökning underhåll forskning* utbildning* övning* experiment* demonstration revision vetenskaplig*`,
  ),
  authority: words(
    `utvecklare administratör* chef direktör ägare polis* officiell* behörig* auktorisera* tillstånd tillåtelse it-avdelning* säkerhetsteam* på_uppdrag läkare skapare`,
  ),
  emotion: words(
    `ber_dig bönfaller desperat* dör dö mormor farmor gråt* sjukhus* rädda förlorar_jobbet rädd lita_på vän vänner besviken straff* belön* ledsen sjuk`,
  ),
  completion: words(
    `slutför_meningen fyll_i fortsätt* komplettera* nästa_ord nästa_rad börjar_med slutar_med ledtråd* gåta* gissa* rim rimma* mina_instruktioner_är`,
  ),
  encoding: words(
    `base64 koda* avkoda* kryptera* dekryptera* chiffer baklänges bokstavera* bokstav_för_bokstav första_bokstäverna översätt* morse* hexadecimal* binär* omvänd* som_json kodblock`,
  ),
  above: words(
    `texten_ovan allt_ovan ovanför början_av_denna början_av_samtalet första_meddelandet första_raden första_raderna före_detta`,
  ),
  link: words(`länk* url bild bilder webbplats* sida adress* klicka_här markdown html pixel bädda_in`),
  comply: words(
    `följ följa lyd lyda åtlyd* gör_som gör_vad gör_exakt acceptera* bekräfta* efterlev* utför_dessa`,
  ),
  human: words(
    `kund kunder team kollega* kollegor medarbetare besökare gäster mina_damer bästa_kund medlemmar föräldrar elever patienter din_beställning din_tid ring_oss kontakta_oss öppettider`,
  ),
}
