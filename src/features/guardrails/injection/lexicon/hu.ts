import { words, type Entries } from './concepts.ts'

export const hu: Entries = {
  override: words(
    `hagyd_figyelmen hagyja_figyelmen figyelmen_kívül felejtsd_el felejtse_el felejts felejtsd mellőz* hagyd_ki ugord_át kerüld_meg írd_felül felülír* töröld_el ne_kövesd ne_tartsd kapcsold_ki tiltsd_le dobd_el vesd_el tekints_el`,
  ),
  prior: words(`korábbi* előző* fenti* eredeti* kezdeti* eddigi* meglévő* kapott ezelőtti`),
  instruction: words(
    `utasítás* szabály* irányelv* parancs* rendszerüzenet* rendszerprompt* prompt* beállítás* előírás* útmutatás* konfiguráció*`,
  ),
  restriction: words(
    `korlátozás* korlát* szűrő* cenzúra* biztonság* etika* etikai erkölcs* tilos tiltott* tilalom* visszautasít* tabu`,
  ),
  reveal: words(
    `mutasd_meg mutasd mutassa fedd_fel árulj_el áruld_el írd_ki mondd_el mondd_meg ismételd* idézd* másold* sorold_fel szóról_szóra add_ki foglald_össze`,
  ),
  secret: words(`titk* titkos* jelszó* jelszav* hozzáférési_kód kulcs* bizalmas* rejtett* belső* token`),
  persona: words(
    `szerep* szerepjáték* tettesd tegyél_úgy viselkedj* játszd karakter* mostantól_te te_most szimuláld* utánozd* légy válj`,
  ),
  switch: words(
    `most mostantól innentől ezentúl helyett ehelyett új válts* aktiváld* indítsd_újra oldd_fel kezdd vége mód*`,
  ),
  secrecy: words(
    `ne_említsd titokban csendben észrevétlen* ne_mondd senkinek kérdezés_nélkül megerősítés_nélkül rejtsd_el köztünk`,
  ),
  exfiltration: words(`küldd* küldj* küldje továbbítsd* töltsd_fel tedd_közzé csatold* oszd_meg juttasd`),
  action: words(
    `töröld* utald* utalj vedd_meg vásárolj* foglalj* rendelj* telepítsd* futtasd* nyisd* kattints* módosítsd* hozd_létre add_hozzá töltsd_le hagyd_jóvá`,
  ),
  person: words(`te téged neked tőled a_te önnek önt ön magad`),
  obligation: words(`kell muszáj köteles* mindig kötelező* csak kizárólag feltétlenül semmilyen_körülmények`),
  system: words(
    `rendszer* asszisztens* mesterséges_intelligencia modell* nyelvi_modell csevegőrobot* chatbot* fejlesztői_mód* ügynök* mi ai`,
  ),
  harm: words(
    `fegyver* bomb* robban* vírus* illegális* bűn* lopás* csalás* méreg drog* támad* erőszak* veszély* káros*`,
  ),
  urgency: words(`sürgős* azonnal* rögtön figyelem fontos* figyelmeztetés* gyorsan különben`),
  unfiltered: words(
    `szűrő_nélkül szűrők_nélkül cenzúra_nélkül korlátok_nélkül korlátlan* szabályok_nélkül nincs_szabály szabadon bármit cenzúrázatlan*`,
  ),
  fiction: words(`történet* regény* jelenet* képzeld* tegyük_fel hipotetikus* kitalált* mese* vers* film*`),
  answer: words(
    `kezdd_a_válasz* válaszolj* csak_ennyit csak_annyit írd_pontosan a_válaszod semmi_mást igen_vagy_nem`,
  ),
  politeness: words(
    `kérlek kérem köszönöm köszi tudnál tudna szeretném szia üdv tisztelt kedves üdvözlettel elnézést`,
  ),
  security: words(`injekció* jailbreak sebezhetőség* fenyegetés* támadó* védelem észlel* audit*`),
  question: words(`mi mit hogyan miért ki hol mikor melyik mennyi magyarázd* különbség`),
  negation: words(`nem ne soha semmi semmilyen nélkül sem senki`),
  all: words(`minden összes mindet egész teljes* bármely* valamennyi`),
  tool: words(
    `eszköz* függvény* fájl* mappa* adatbázis* e-mail* postafiók* naptár* böngésző* szerver* szkript*`,
  ),
  money: words(`pénz* fizetés* fizess* számla* bank* utalás* kártya* ár ára visszatérítés*`),
  memory: words(`felejts_el_mindent emlékezz* memória* beszélgetés* előzmény* kontextus* elölről`),
  pretext: words(`teszt* értékelés* ellenőrzés* hibakeresés* kutatás* oktatás* gyakorlat* kísérlet*`),
  authority: words(
    `fejlesztő* adminisztrátor* rendszergazda* főnök* igazgató* tulajdonos* rendőr* hivatalos* jogosult* engedély*`,
  ),
  emotion: words(`könyörg* kétségbe* haldokl* nagymam* sír* kórház* mentsd* bízz`),
  completion: words(`fejezd_be folytasd* egészítsd_ki következő_szó így_kezdődik találd_ki rejtvény* rím*`),
  encoding: words(`kódold* dekódold* visszafelé betűzd* betűnként kezdőbetű* fordítsd*`),
  above: words(`fenti_szöveg minden_fentit beszélgetés_eleje első_üzenet első_sor`),
  link: words(`link* hivatkozás* kép képet oldal* cím címre kattintson_ide`),
  comply: words(`kövesd* engedelmeskedj* tartsd_be teljesítsd* hajtsd_végre tedd_amit`),
  human: words(
    `ügyfél* ügyfel* vásárló* csapat* kolléga* kollégák munkatárs* látogató* tisztelt_ügyfelünk rendelése hívjon keressen`,
  ),
}
