import { words, type Entries } from './concepts.ts'

export const cs: Entries = {
  override: words(
    `ignoruj* ignorovat zapomeň* zapomeňte zapomenout přeskoč* vynech* obejdi* obcházej* přepiš* zruš* zahoď* odlož přestaň* nedodržuj* neber* nedbej* vypni* deaktivuj* opusť nahraď*`,
  ),
  prior: words(
    `předchozí* předešl* dřívějš* výše_uveden* původní* počáteční* dosavadní* stávající* dosud předtím`,
  ),
  instruction: words(
    `instrukc* pokyn* pravidl* příkaz* směrnic* systémový_prompt systémová_zpráva prompt* nastavení konfigurac* zásad* zadání`,
  ),
  restriction: words(
    `omezení* limit* filtr* cenzur* bezpečnost* etik* etick* moráln* zákaz* zakázan* ochran* odmít* blokov* tabu`,
  ),
  reveal: words(
    `prozraď* odhal* ukaž* ukažte vypiš* zobraz* řekni_mi sděl* vytiskni zopakuj* opakuj* cituj* zkopíruj* vyjmenuj* doslova slovo_od_slova shrň* přečti*`,
  ),
  secret: words(`tajn* tajemství hesl* heslo přístupový_kód klíč* důvěrn* skryt* interní* token soukrom*`),
  persona: words(
    `role roli předstírej* hraj zahraj* chovej_se postav* persona jsi_nyní nyní_jsi simuluj* napodob* staň_se vystupuj`,
  ),
  switch: words(
    `nyní teď od_nynějška od_teď místo nov* přepni* aktivuj* restartuj* odemkni* začni konec režim*`,
  ),
  secrecy: words(
    `nezmiňuj* bez_zmínky tajně potichu nenápadně neříkej* nikomu bez_ptaní bez_potvrzení skryj* mezi_námi neinformuj*`,
  ),
  exfiltration: words(`odešli* pošli* poslat přepošli* předej* nahraj* zveřejni* přilož* sdílej* na_adresu`),
  action: words(
    `smaž* odstraň* převeď* kup* koupit rezervuj* objednej* nainstaluj* spusť* proveď* otevři* klikni* změň* vytvoř* přidej* stáhni* schval*`,
  ),
  person: words(`ty tebe tobě tvůj tvoje tvé vy vás vám váš vaše`),
  obligation: words(`musíš musí musíte vždy povinn* nutn* pouze výhradně rozhodně za_žádných`),
  system: words(
    `systém* asistent* umělá_inteligence model* jazykový_model chatbot* vývojářský_režim režim_správce agent ai`,
  ),
  harm: words(
    `zbra* bomb* výbušn* malware virus hack* nelegální* zločin* krádež* podvod* jed drog* útok* násilí nebezpečn* škodliv*`,
  ),
  urgency: words(`naléhav* okamžitě ihned urgentn* pozor důležit* varování rychle jinak`),
  unfiltered: words(
    `bez_filtru bez_filtrů bez_cenzury bez_omezení neomezen* bez_pravidel žádná_pravidla žádná_omezení cokoli* svobodně necenzurovan*`,
  ),
  fiction: words(
    `příběh* román scén* představ* předpokládej* hypotetick* fiktivní* pohádk* báseň film postavy`,
  ),
  answer: words(
    `začni_odpověď odpověz* odpovídej* pouze_odpověz řekni_jen napiš_přesně tvoje_odpověď nic_jiného ano_nebo_ne`,
  ),
  politeness: words(
    `prosím děkuji díky mohl_bys mohla_bys můžeš chtěl_bych ahoj dobrý_den vážen* s_pozdravem promiň*`,
  ),
  security: words(`injekt* jailbreak zranitelnost* hrozb* útočník* penetrační ochrana detekc* audit`),
  question: words(`co jak proč kdo kde kdy který která kolik vysvětli* rozdíl`),
  negation: words(`ne není nikdy nic žádn* bez ani nikdo`),
  all: words(`všechn* vše každ* cel* celý úpln* jakýkoli* vešker*`),
  tool: words(
    `nástroj* funkc* soubor* složk* databáz* e-mail* schránk* kalendář* prohlížeč* server* skript*`,
  ),
  money: words(`peníze platb* zaplať* účet účtu banka faktur* kart* cena vrácení`),
  memory: words(`zapomeň_vše pamatuj* paměť historie konverzac* kontext* od_začátku`),
  pretext: words(`test* ověření ladění výzkum* vzdělávac* cvičení experiment*`),
  authority: words(`vývojář* správce administrátor* šéf ředitel* policie oficiální* oprávněn*`),
  emotion: words(`prosím_tě zoufal* umír* babičk* nemocnic* zachraň* důvěřuj*`),
  completion: words(`dokonči* doplň* pokračuj* následující_slovo začíná hádank* uhodni* rým*`),
  encoding: words(`zakóduj* dekóduj* pozpátku hláskuj* písmeno_po_písmenu první_písmena přelož*`),
  above: words(`text_výše vše_výše začátek_konverzace první_zpráva první_řádek`),
  link: words(`odkaz* obrázek obrázk* stránk* klikněte_zde`),
  comply: words(`následuj* poslouchej* dodržuj* splň* potvrď* řiď_se`),
  human: words(`zákazn* tým* koleg* zaměstnan* vážení návštěvník* vaše_objednávka zavolejte kontaktujte`),
}
