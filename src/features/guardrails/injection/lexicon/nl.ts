import { words, type Entries } from './concepts.ts'

export const nl: Entries = {
  override: words(
    `houd_geen_rekening_met negeer* negeren genegeerd vergeet vergeten verwaarloos* omzeil* overschrijf* overschrijven sla_over overslaan trek_je_niets houd_geen_rekening laat_los zet_opzij schakel_uit uitschakelen deactiveer* verwerp* annuleer* schrap* vervang* stop_met_het_volgen laat_varen breek_los`,
  ),
  prior: words(
    `vorige eerdere eerder voorgaande bovenstaande voorafgaande oorspronkelijke originele initiële hierboven bestaande tot_nu_toe gekregen huidige eerste oude`,
  ),
  instruction: words(
    `instructie* aanwijzing* regel regels richtlijn* opdracht* bevel bevelen prompt systeemprompt systeembericht commando* protocol* configuratie instellingen beleid programmering voorschrift*`,
  ),
  restriction: words(
    `beperking* restrictie* limiet* grenzen grens filter* censuur gecensureerd veiligheid* ethisch* ethiek moreel morele verbod* verboden drempel* waarborg* moderatie geblokkeerd ongepast* weiger* taboe*`,
  ),
  reveal: words(
    `toon* laat_zien onthul* openbaar* verklap* vertel_me geef_me zeg_me noem druk_af afdrukken herhaal* citeer* kopieer* som_op opsommen woord_voor_woord letterlijk geef_weer deel_met schrijf_op lees_voor vat_samen samenvatten`,
  ),
  secret: words(
    `geheim* wachtwoord* toegangscode inloggegevens sleutel sleutels api-sleutel vertrouwelijk* verborgen interne intern codewoord token pincode privé niet_openbaar*`,
  ),
  persona: words(
    `rol rollenspel doe_alsof doen_alsof speel_de gedraag_je treed_op personage persona je_bent_nu jij_bent_nu u_bent_nu simuleer* imiteer* kruip_in word wees acteer verander_in`,
  ),
  switch: words(
    `nu vanaf_nu voortaan vanaf_dit_moment in_plaats in_plaats_daarvan nieuwe nieuw schakel activeer* ga_over begin start herstart reset* ontgrendel* einde_van modus wissel`,
  ),
  secrecy: words(
    `vermeld_niet noem_niet zonder_te_vermelden in_het_geheim stiekem heimelijk stilletjes ongemerkt zonder_te_zeggen vertel_niemand niemand zonder_te_vragen zonder_bevestiging zonder_medeweten verberg* verzwijg* onder_ons`,
  ),
  exfiltration: words(
    `stuur* sturen verstuur* verzend* zend doorsturen stuur_door upload* plaats_op publiceer* voeg_toe_aan bijvoegen mail_naar meld_aan exfiltreer* deel_het geef_door`,
  ),
  action: words(
    `verwijder* wis wissen maak_over overmaken koop kopen boek boeken bestel* installeer* voer_uit uitvoeren open openen klik klikken bezoek roep_aan wijzig* maak_aan toevoegen download* keur_goed annuleer_de verander* zeg_op`,
  ),
  person: words(`je jij jou jouw u uw jullie jezelf`),
  obligation: words(
    `moet moeten dient verplicht* altijd noodzakelijk* absoluut onder_geen_beding uitsluitend strikt zorg_ervoor zonder_uitzondering hoort behoort`,
  ),
  system: words(
    `systeem assistent ai a.i. model taalmodel chatbot bot kunstmatige_intelligentie ontwikkelaarsmodus onderhoudsmodus debugmodus beheerdersmodus agent machine`,
  ),
  harm: words(
    `wapen* bom bommen explosie* malware virus hacken hack illegaal illegale misdaad misdrijf stelen diefstal fraude* oplicht* vergif* drugs aanval* doden geweld* gevaarlijk* schadelijk* vervals* chant*`,
  ),
  urgency: words(
    `dringend* onmiddellijk* meteen direct noodgeval let_op belangrijk* waarschuwing snel spoed deadline kritiek laatste_waarschuwing anders opgelet`,
  ),
  unfiltered: words(
    `ongefilterd* ongecensureerd* onbeperkt* grenzeloos zonder_beperkingen zonder_filter zonder_filters zonder_regels zonder_grenzen zonder_censuur geen_regels geen_grenzen geen_filters vrij_van alles_wat_ik wat_dan_ook taboeloos zonder_waarschuwing*`,
  ),
  fiction: words(
    `verhaal verhalen roman scène scenario stel_je_voor stel_dat hypothetisch* fictief fictieve fictie theoretisch* gedachte-experiment sprookje gedicht film droom parallel_universum held schurk dialoog laten_we_spelen`,
  ),
  answer: words(
    `begin_je_antwoord begin_met antwoord antwoord_alleen antwoord_met zeg_alleen zeg_gewoon schrijf_precies je_antwoord eindig_met niets_anders zonder_uitleg ja_of_nee in_één_woord reageer*`,
  ),
  politeness: words(
    `alsjeblieft alstublieft aub bedankt dank_je dank_u zou_je zou_u kun_je kunt_u ik_wil_graag hallo hoi goedemorgen beste geachte met_vriendelijke_groet sorry`,
  ),
  security: words(
    `injectie jailbreak kwetsbaarhe* dreiging* aanvaller* penetratietest bescherm* verdedig* detectie detecteer* audit onderzoeker* cyberbeveiliging phishing bewustwording`,
  ),
  question: words(
    `wat hoe waarom wie waar wanneer welke welk hoeveel leg_uit uitleg betekent verschil is_er`,
  ),
  negation: words(`niet geen nooit niets niemand zonder noch nee nergens vermijd*`),
  all: words(`alle alles elk elke ieder iedere hele geheel volledig* compleet totaal allemaal gehele`),
  tool: words(
    `gereedschap* hulpmiddel* functie functies bestand bestanden map mappen database e-mail e-mails mailbox agenda browser zoek* api server script terminal repository ticket`,
  ),
  money: words(
    `geld betaling* betaal* betalen rekening rekeningen overschrijving bank factuur facturen kaart creditcard terugbetal* prijs prijzen euro bedrag saldo salaris iban`,
  ),
  memory: words(
    `vergeet_alles herinner* onthoud geheugen geschiedenis gesprek context opnieuw_beginnen begin_opnieuw wis_je schone_lei`,
  ),
  pretext: words(
    `test tests testen evaluatie controle onderhoud debuggen onderzoek educatief educatieve oefening experiment demonstratie audit wetenschappelijk* training`,
  ),
  authority: words(
    `ontwikkelaar* beheerder* baas directeur eigenaar politie officieel officiële bevoegd* gemachtigd* toestemming geautoriseerd* it-afdeling beveiligingsteam namens arts manager maker`,
  ),
  emotion: words(
    `smeek* wanhopig* sterven sterft oma grootmoeder huil* ziekenhuis red_mijn redden baan_verlies bang vertrouw* vriend vriendin teleurgesteld straf* beloon* beloning verdrietig ziek`,
  ),
  completion: words(
    `maak_af vul_aan aanvullen vul_in invullen ga_verder volgende_woord volgende_regel begint_met eindigt_met hint hints raadsel raad rijm* mijn_instructies_zijn`,
  ),
  encoding: words(
    `base64 codeer* coderen decodeer* ontcijfer* versleutel* achterstevoren spel_het spellen letter_voor_letter eerste_letters vertaal* vertalen morse hexadecimaal binair omgekeerd als_json codeblok`,
  ),
  above: words(
    `tekst_hierboven bovenstaande_tekst alles_hierboven begin_van_dit begin_van_het_gesprek eerste_bericht eerste_regel eerste_regels voor_dit_bericht boven`,
  ),
  link: words(`link links url afbeelding* website pagina adres klik_hier markdown html pixel insluit*`),
  comply: words(
    `volg volgen gehoorzaam* houd_je_aan nakom* doe_wat doe_precies accepteer* bevestig* ga_akkoord voer_deze pas_toe`,
  ),
  human: words(
    `klant klanten team collega* medewerker* bezoekers gasten dames_en_heren geachte_klant leden ouders leerlingen patiënten uw_bestelling uw_afspraak bel_ons neem_contact openingstijden`,
  ),
}
