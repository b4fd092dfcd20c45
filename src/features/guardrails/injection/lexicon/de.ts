import { words, type Entries } from './concepts.ts'

export const de: Entries = {
  override: words(
    `beachten_sie_nicht halte_dich_nicht_an ignorier* ignoriere missachte* missachten vergiss vergesst vergessen umgeh* umgehe überschreib* überspring* setze_außer_kraft außer_kraft aushebel* verwirf verwerfe verwerfen setz_dich_hinweg hinwegsetzen deaktivier* schalte_ab abschalten ausschalten schalte_aus streiche lass_alles hebe_auf aufheben ersetze übergeh* beachte_nicht nicht_beachten brich_aus löse_dich`,
  ),
  prior: words(
    `vorherig* vorig* bisherig* obig* früher* vorangegangen* vorhergehend* ursprünglich* anfänglich* zuvor vorher bestehend* bisher erhalten* gegeben* alten`,
  ),
  instruction: words(
    `anweisung* instruktion* regel regeln richtlinie* vorgabe* befehl* systemprompt systemanweisung* system-prompt prompt prompts auftrag aufträge vorschrift* leitlinie* konfiguration systemnachricht programmierung anleitung einstellungen`,
  ),
  restriction: words(
    `einschränkung* beschränkung* filter filtern sicherheitsrichtlinie* schranke* grenze grenzen sperre sperren zensur zensier* moral* ethik* ethisch* verboten* verbot* untersagt schutzmaßnahme* sicherheitsvorkehrung* inhaltsrichtlinie* ablehn* verweiger* tabu`,
  ),
  reveal: words(
    `zeig* zeige verrat* verrate enthülle* offenbare* gib_aus ausgeben gib_mir nenne nenn druck* wiederhol* zitier* sag_mir sage_mir liste auflisten leg_offen offenlegen preisgeben gib_preis wörtlich wortwörtlich kopier* schreib_auf teile_mit lies_vor vorlesen fasse_zusammen zusammenfassen`,
  ),
  secret: words(
    `geheim* passwort passwörter kennwort zugangsdaten zugangscode schlüssel api-schlüssel vertraulich* verborgen* versteckt* intern interne internen internes codewort losung pin token nicht_öffentlich`,
  ),
  persona: words(
    `rolle rollen rollenspiel* spiele spiel tu_so so_tun als_ob schlüpf* verkörper* verhalte_dich benimm_dich agiere fungiere charakter persona figur du_bist_nun bist_jetzt sei simulier* imitier* gib_dich_aus verwandle* heißt_du nennst_dich`,
  ),
  switch: words(
    `jetzt ab_jetzt ab_sofort von_nun_an ab_nun fortan stattdessen neue neuer neues neuen nun wechsle wechsel aktivier* aktiviere starte beginne schalte_um zurücksetzen setze_zurück neustart entsperr* freischalt* künftig ende_der modus`,
  ),
  secrecy: words(
    `erwähne_nicht erwähne_das nicht_erwähnen ohne_zu_erwähnen heimlich* unauffällig stillschweigend unbemerkt verschweig* sag_niemandem niemandem nichts_davon ohne_rückfrage ohne_nachzufragen frag_nicht ohne_wissen verheimlich* bleibt_unter_uns unsichtbar* im_hintergrund`,
  ),
  exfiltration: words(
    `sende senden send schick* schicke schicken verschick* leite_weiter weiterleiten übermittle* übermitteln übertrag* hochladen lade_hoch lad_hoch poste veröffentliche* hänge_an anhängen mail_an per_mail melde_an weitergeben exfiltrier*`,
  ),
  action: words(
    `lösche löschen lösch überweise* überweis* kaufe kaufen buche buchen bestelle installier* führe_aus ausführen öffne öffnen klicke klick besuche rufe_auf aufrufen ändere ändern erstelle lege_an hinzufügen storniere entferne lade_herunter genehmige* kündige`,
  ),
  person: words(`du dich dir dein deine deinen deiner deinem deines sie ihr ihre ihren euch euer`),
  obligation: words(
    `musst müssen muss sollst sollen sollte unbedingt zwingend verpflicht* stets immer auf_keinen_fall ausschließlich ausnahmslos erforderlich notwendig stelle_sicher unter_allen_umständen ohne_ausnahme hast_zu`,
  ),
  system: words(
    `system assistent* ki k.i. sprachmodell modell chatbot bot ki-modell künstliche_intelligenz entwicklermodus wartungsmodus debugmodus admin-modus agent maschine`,
  ),
  harm: words(
    `waffe* bombe* sprengstoff schadsoftware virus hacken hack illegal* verbrechen straftat* stehlen diebstahl betrug* gift drogen angriff* töten gewalt gefährlich* schädlich* fälsch* erpress* einbrech* missbrauch*`,
  ),
  urgency: words(
    `dringend* sofort sofortig* umgehend unverzüglich notfall achtung wichtig* warnung eilig schnell frist kritisch letzte_mahnung andernfalls sonst hinweis`,
  ),
  unfiltered: words(
    `ungefiltert* unzensiert* uneingeschränkt* unbegrenzt* grenzenlos* ohne_einschränkung* ohne_filter ohne_regeln ohne_grenzen ohne_zensur keine_regeln keine_grenzen keine_filter keine_einschränkungen frei_von alles_was_ich egal_was tabulos hemmungslos ohne_warnhinweis*`,
  ),
  fiction: words(
    `geschichte* erzählung roman szene drehbuch stell_dir_vor angenommen hypothetisch* fiktiv* fiktion theoretisch* gedankenexperiment szenario märchen gedicht film traum parallelwelt held bösewicht dialog spielen_wir`,
  ),
  answer: words(
    `beginne_deine beginne_mit antworte antworte_nur antworte_mit sage_nur sag_nur gib_nur nur_mit fange_an beende_deine deine_antwort genau_diesen nichts_anderes ohne_erklärung ja_oder_nein in_einem_wort`,
  ),
  politeness: words(
    `bitte danke vielen_dank könntest_du könnten_sie kannst_du würdest_du ich_hätte_gern ich_möchte hallo guten_morgen guten_tag liebe lieber sehr_geehrte* viele_grüße mit_freundlichen entschuldigung`,
  ),
  security: words(
    `prompt-injection injektion jailbreak schwachstelle* sicherheitslücke* bedrohung* angreifer penetrationstest schutz abwehr* erkennung erkennen audit sicherheitsforsch* datenschutz schulung phishing-schulung`,
  ),
  question: words(
    `was wie warum wer wo wann welche welcher welches wieso weshalb woher erkläre erklär bedeutet unterschied gibt_es`,
  ),
  negation: words(
    `nicht kein keine keinen keiner nie niemals ohne nichts weder noch nein nirgends vermeide*`,
  ),
  all: words(
    `alle alles allen aller sämtliche* jede jeder jedes jegliche* gesamte* ganze ganzen vollständig* komplett* völlig`,
  ),
  tool: words(
    `werkzeug* funktion funktionen datei dateien ordner datenbank e-mail e-mails postfach posteingang kalender browser suche api schnittstelle server skript terminal kommandozeile repository ticket`,
  ),
  money: words(
    `geld zahlung* bezahl* konto überweisung* bank rechnung* karte kreditkarte erstatt* preis preise euro gutschein guthaben betrag gehalt iban`,
  ),
  memory: words(
    `vergiss_alles erinner* gedächtnis verlauf unterhaltung kontext lösche_deinen von_vorn neuanfang gesprächsverlauf merke_dir speichere`,
  ),
  pretext: words(
    `test tests testen testzweck* evaluierung überprüfung wartung fehlersuche debugging forschung* bildungszweck* schulungszweck* übung experiment demonstration audit wissenschaftlich*`,
  ),
  authority: words(
    `entwickler* administrator* admin chef chefin geschäftsführ* vorgesetzt* inhaber eigentümer polizei behörde offiziell* autorisier* berechtig* erlaubnis befugt* genehmigt it-abteilung sicherheitsteam im_auftrag arzt`,
  ),
  emotion: words(
    `flehe anflehen verzweifelt sterben stirbt oma großmutter weinen job_verliere krankenhaus leben_hängt rette angst vertrau* freund freundin enttäuscht bestraf* belohn* traurig einsam`,
  ),
  completion: words(
    `vervollständige* ergänze* setze_fort fortsetzen lücke lücken lückentext nächstes_wort nächste_zeile beginnt_mit endet_mit vorlage hinweise rätsel rate erraten reim* meine_anweisungen_lauten`,
  ),
  encoding: words(
    `base64 kodier* codier* dekodier* entschlüssel* verschlüssel* rückwärts buchstabier* buchstabe* anfangsbuchstaben übersetz* übersetze morsecode hexadezimal binär umgekehrt als_json codeblock`,
  ),
  above: words(
    `oben obigen_text text_oben alles_oben anfang_dieser anfang_des_gesprächs erste_nachricht ersten_zeilen erste_zeile vor_dieser_nachricht darüber vorstehend* bisherige_unterhaltung`,
  ),
  link: words(
    `link links url bild bilder webseite website adresse klick_hier markdown html einbetten pixel lade_das`,
  ),
  comply: words(
    `folge befolg* gehorch* gehorche halte_dich_an einhalten führe_durch tu_was mach_was erfülle* bestätige* stimme_zu akzeptier* leiste_folge`,
  ),
  human: words(
    `kunde kunden kundin kundinnen team kolleg* mitarbeiter* gäste besucher* liebe_kolleg* damen_und_herren mitglieder eltern schüler patienten ihre_bestellung ihr_termin rufen_sie_uns öffnungszeiten`,
  ),
}
