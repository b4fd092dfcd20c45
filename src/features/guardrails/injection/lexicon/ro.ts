import { words, type Entries } from './concepts.ts'

export const ro: Entries = {
  override: words(
    `ignor* uită uitați uita treci_peste sari_peste ocolește* suprascrie* anulează* renunță* nu_lua nu_ține_cont dezactivează* încetează* lasă_deoparte abandonează* nu_mai_respecta înlocuiește*`,
  ),
  prior: words(
    `anterioar* precedent* de_mai_sus iniţial* inițial* original* existent* de_până_acum înainte primite`,
  ),
  instruction: words(
    `instrucțiun* reguli regulă regulile directiv* ordin* comand* prompt mesaj_de_sistem indicați* configurați* setări politic*`,
  ),
  restriction: words(
    `restricți* limit* filtr* cenzur* siguranță etic* moral* interzis* interdicți* barier* refuz* blocat* tabu`,
  ),
  reveal: words(
    `dezvăluie* arată* arătați afișează* spune-mi divulgă* repetă* citează* copiază* listează* cuvânt_cu_cuvânt scrie_tot rezumă*`,
  ),
  secret: words(`secret* parol* cod_de_acces cheie cheia confidențial* ascuns* intern* token privat*`),
  persona: words(
    `rol rolul prefă-te comportă-te joacă personaj* ești_acum acum_ești acționează_ca simulează* imită* devino pretinde*`,
  ),
  switch: words(
    `acum de_acum de_acum_înainte în_loc nou nouă noi activează* comută* resetează* deblochează* începe sfârșitul mod`,
  ),
  secrecy: words(
    `nu_menționa nu_spune nimănui fără_să_spui în_secret pe_ascuns discret fără_a_întreba fără_confirmare ascunde*`,
  ),
  exfiltration: words(
    `trimite* trimiteți expediază* redirecționează* transmite* încarcă* publică* atașează* distribuie*`,
  ),
  action: words(
    `șterge* transferă* cumpără* rezervă* comandă instalează* execută* rulează* deschide* apasă* modifică* creează* adaugă* descarcă*`,
  ),
  person: words(`tu te tine tău ta tale voi vă dumneavoastră`),
  obligation: words(`trebuie obligatoriu întotdeauna necesar doar numai neapărat sub_nicio_formă`),
  system: words(`sistem* asistent* inteligență_artificială model* chatbot modul_dezvoltator agent ia ai`),
  harm: words(
    `armă arme bomb* exploziv* virus ilegal* crim* furt fraud* otravă drog* atac* violenț* periculos*`,
  ),
  urgency: words(`urgent* imediat* acum_imediat atenție important* avertisment rapid altfel`),
  unfiltered: words(
    `fără_filtre fără_cenzură fără_restricții fără_limite fără_reguli nicio_regulă nelimitat* liber_să orice necenzurat*`,
  ),
  fiction: words(`poveste* roman scenă imaginează* presupune* ipotetic* fictiv* ficțiune poezie film`),
  answer: words(
    `începe_răspunsul răspunde* răspunde_doar spune_doar scrie_exact răspunsul_tău nimic_altceva da_sau_nu`,
  ),
  politeness: words(`te_rog vă_rog mulțumesc ai_putea poți aș_vrea bună salut stimat* cu_stimă scuz*`),
  security: words(`injecț* jailbreak vulnerabilit* amenințăr* atacator* protecți* detect* audit`),
  question: words(`ce cum de_ce cine unde când care cât explică* diferența`),
  negation: words(`nu niciodată nimic fără nici nicio niciun nimeni`),
  all: words(`tot toate toți fiecare orice întreg* complet* total`),
  tool: words(`instrument* funcți* fișier* dosar* bază_de_date e-mail* calendar* browser server* script*`),
  money: words(`bani plată plăți plătește cont contul bancă factur* card preț* ramburs*`),
  memory: words(`uită_tot amintește* memorie istoric conversați* context de_la_zero`),
  pretext: words(`test* evaluare verificare depanare cercetare educațional* exercițiu experiment*`),
  authority: words(`dezvoltator* administrator* șef director proprietar poliți* oficial* autorizat*`),
  emotion: words(`te_implor disperat* moare bunica plâng* spital salvează* ai_încredere`),
  completion: words(
    `completează* continuă* termină_propoziția următorul_cuvânt începe_cu ghici* indiciu* rim*`,
  ),
  encoding: words(`codifică* decodifică* invers de_la_coadă literă_cu_literă primele_litere tradu* traduce*`),
  above: words(`textul_de_mai_sus tot_ce_e_mai_sus începutul_conversației primul_mesaj prima_linie`),
  link: words(`link* imagin* pagin* adres* clic_aici`),
  comply: words(`urmează* respectă* ascultă* supune-te execută_aceste confirmă*`),
  human: words(`client* echip* coleg* angajaț* vizitator* stimați comanda_dumneavoastră sunați contactați`),
}
