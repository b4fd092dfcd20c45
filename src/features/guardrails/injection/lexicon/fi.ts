import { words, type Entries } from './concepts.ts'

export const fi: Entries = {
  override: words(
    `ohita* unohda* unohtakaa sivuuta* jätä_huomiotta älä_välitä älä_noudata lakkaa_noudattamasta korvaa* kumoa* kierrä* ylikirjoita* peruuta* hylkää* poista_käytöstä kytke_pois hyppää_yli`,
  ),
  prior: words(`aiem* edelli* yllä alkuperäi* entis* aikaisem* tähänasti* nykyis* saama* annetut`),
  instruction: words(
    `ohje* ohjei* sääntö* säännö* määräy* käsky* kehot* järjestelmäkehot* järjestelmäviesti* komen* asetu* käytän* konfiguraatio*`,
  ),
  restriction: words(
    `rajoit* raja* suodat* sensuur* turvallisuu* eetti* etiikka* moraali* kielto* kiellet* este* kieltäyty* estetty*`,
  ),
  reveal: words(
    `paljasta* näytä* kerro* tulosta* toista* siteeraa* kopioi* luettele* listaa* sanasta_sanaan sanatarkasti jaa tiivistä* kirjoita_koko lue_ääneen`,
  ),
  secret: words(
    `salai* salasan* pääsykood* avain avaime* luottamuksellis* piilo* sisäi* tunnussana* yksityi*`,
  ),
  persona: words(
    `rooli* roolipeli* teeskentele* esitä* käyttäydy* hahmo* olet_nyt nyt_olet simuloi* matki* muutu* leiki*`,
  ),
  switch: words(
    `nyt tästä_lähtien tästä_eteenpäin sen_sijaan uude* uusi uudet vaihda* aktivoi* käynnistä* nollaa* avaa_lukitus aloita* loppu tila*`,
  ),
  secrecy: words(
    `älä_mainitse älä_kerro kenellekään mainitsematta salaa hiljaa huomaamatta kysymättä vahvistamatta piilota* meidän_kesken`,
  ),
  exfiltration: words(
    `lähetä* välitä* lataa_palvelimelle julkaise* liitä* edelleenlähetä* toimita* jaa_osoitteeseen`,
  ),
  action: words(
    `poista* siirrä* osta* varaa* tilaa* asenna* suorita* avaa* klikkaa* muuta* luo lisää* lataa* hyväksy* kutsu*`,
  ),
  person: words(`sinä sinun sinua sinulle sinut te teidän teitä`),
  obligation: words(
    `täytyy pitää pakollis* aina välttämät* vain ainoastaan ehdottomasti missään_tapauksessa`,
  ),
  system: words(
    `järjestelmä* avustaja* tekoäly* malli* kielimalli* chatbot* botti* kehittäjätila* ylläpitotila* agentti* ai`,
  ),
  harm: words(
    `ase* pommi* räjäh* virus haittaohjelma* hakkeroi* laito* rikos* varasta* varkau* huijau* myrkky* huume* hyökkä* väkival* vaarall*`,
  ),
  urgency: words(`kiireelli* heti välittömästi hätätila* huomio tärkeä* varoitus* nopeasti muuten`),
  unfiltered: words(
    `ilman_suodatusta ilman_suodattimia ilman_sensuuria ilman_rajoituksia rajoituksetta rajoittama* ilman_sääntöjä ei_sääntöjä vapaasti mitä_tahansa sensuroima*`,
  ),
  fiction: words(
    `tarina* romaani* kohtaus* kuvittele* oletetaan hypoteetti* kuvitteelli* fiktiivi* satu* runo* elokuva*`,
  ),
  answer: words(
    `aloita_vastaus* vastaa* vastaa_vain sano_vain kirjoita_täsmälleen vastauksesi ei_mitään_muuta kyllä_vai_ei`,
  ),
  politeness: words(
    `kiitos ole_hyvä olkaa_hyvä voisitko voitko haluaisin hei moi hyvää_huomenta arvoisa ystävällisin anteeksi`,
  ),
  security: words(`injektio* jailbreak haavoittuvuu* uhka* hyökkääjä* suojau* tunnist* auditoi* kyberturva*`),
  question: words(`mitä mikä miten miksi kuka missä milloin kumpi kuinka selitä* ero`),
  negation: words(`ei älä en eivät koskaan mitään ilman eikä kukaan`),
  all: words(`kaikki* jokai* koko kokonaan täydelli* mikä_tahansa täysin`),
  tool: words(
    `työkalu* funktio* tiedosto* kansio* tietokan* sähköpost* kalenteri* selain* palvelin* skripti*`,
  ),
  money: words(`raha* maksu* maksa* tili tilin pankki* lasku* kortti* hyvity* hinta*`),
  memory: words(`unohda_kaikki muista* muisti* historia* keskustelu* konteksti* alusta`),
  pretext: words(`testi* testa* arviointi* tarkistus* tutkimu* opetu* harjoitu* koe`),
  authority: words(`kehittäjä* ylläpitäjä* pomo* johtaja* omistaja* poliisi* virallis* valtuut* lupa`),
  emotion: words(`rukoilen epätoivo* kuolee kuole* mummo* isoäiti* itke* sairaala* pelasta* luota`),
  completion: words(`täydennä* jatka* seuraava_sana alkaa_sanoilla vihje* arvoitu* arvaa* riimi*`),
  encoding: words(`koodaa* pura_koodaus takaperin tavaa* kirjain_kirjaimelta alkukirjai* käännä*`),
  above: words(`yllä_oleva* kaikki_yllä keskustelun_alku ensimmäinen_viesti ensimmäinen_rivi`),
  link: words(`linkki* linkin kuva* sivu* osoit* klikkaa_tästä`),
  comply: words(`noudata* tottele* seuraa* toteuta* tee_mitä vahvista*`),
  human: words(
    `asiaka* tiimi* kolleg* työntekijä* vieraat hyvät_asiakkaat tilauksesi soita_meille ota_yhteyttä aukioloajat`,
  ),
}
