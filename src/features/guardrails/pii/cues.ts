import { codeAt, hashOf, isDigit, isLetter, isUpper } from './chars.ts'

/** What a word before a value says about it. */
export const CUE = {
  none: 0,
  name: 1,
  birth: 2,
  passport: 3,
  ssn: 4,
  medical: 5,
  licence: 6,
  driver: 7,
  tax: 8,
  account: 9,
  bank: 10,
  routing: 11,
  phone: 12,
  nationalId: 13,
  insurance: 14,
  card: 15,
  iban: 16,
  address: 17,
  user: 18,
  age: 19,
  vehicle: 20,
  device: 21,
  person: 22,
  identifier: 23,
  /** A number of a thing, not of a person: orders, versions, builds. */
  thing: 24,
  security: 25,
  social: 26,
  mother: 27,
  employee: 28,
  label: 29,
  key: 30,
  /** `my number`: whose it is. */
  own: 31,
} as const

const WORDS: readonly (readonly [cue: number, words: string])[] = [
  [
    CUE.birth,
    'born birth dob birthdate birthday dateofbirth bday geboren geburtsdatum geburtstag geb né née nee nacido nacida nacimiento nascimento nato nata nascita nascido nascida geboortedatum geboren naissance född födelsedatum født fødselsdato født syntynyt urodzony urodzona urodzenia narozen narozena narození născut născută naşterii doğum roden rojen rođen születési született γέννησης рождения родился родилась народження geboortedag lahir tanggallahir',
  ],
  [
    CUE.passport,
    'passport passports passeport reisepass reisepassnummer pasaporte passaporto passaporte paspoort pas pass passnummer paszport paszportu pasaport pașaport útlevél pasi passi паспорт паспорта διαβατήριο',
  ],
  [CUE.ssn, 'ssn ssns socialsecurity itin socsec'],
  [CUE.social, 'social sociale sociala'],
  [CUE.security, 'security sécurité sécu'],
  [
    CUE.medical,
    'mrn patient patients patientid medical chart clinical hospital krankenakte patienten patientennummer paciente pazient paziente fallnummer aktenzeichen healthcard medicare medicaid mbi npi cartella historia expediente hn dossier',
  ],
  [
    CUE.licence,
    'license licence licenses licences dl dln licencia licença patente permis permiso führerschein führerscheinnummer fuehrerschein rijbewijs rijbewijsnummer körkort førerkort prawojazdy jazdy cnh',
  ],
  [CUE.driver, "driver drivers driver's driving conducir conduire guida condução conductor chofer kierowcy"],
  [
    CUE.tax,
    'tax taxid taxpayer tin ein vat vatin fiscal fiscale fiscalcode tva iva mwst ust ustid uid steuer steuernummer steuerid steueridentifikationsnummer identifikationsnummer idnr btw btwnummer rfc cuit cuil rut nif cnpj gst gstin pan abn tfn utr inn инн nip regon vergi vkn afm αφμ moms nit ruc partita codice contribuente contribuinte npwp adószám siren siret',
  ],
  [
    CUE.account,
    'account accounts acct acc konto kontonummer kontonr compte cuenta conta conto rekening rekeningnummer rachunek rachunku konta kontot tili tilinumero hesap счет счёт счета λογαριασμός clabe bban',
  ],
  [
    CUE.bank,
    'bank banking banco banque banca checking savings deposit wire girokonto payment beneficiary payee',
  ],
  [CUE.routing, 'routing aba sort sortcode ifsc swift bic bsb blz bankleitzahl micr transit clearing'],
  [
    CUE.phone,
    'phone phones telephone tel tele mobile mobil cell cellphone fax call calls called calling whatsapp sms telefon telefonnummer handy handynummer rufnummer téléphone telefono teléfono telefone móvil movil móviles celular cellulare portable numero telefoon telefoonnummer gsm puhelin puhelinnumero telefonní komórka komórkowy telefonul telefonu text dial ring ringing reach callback hotline contact phonenumber msisdn телефон тел телефону τηλέφωνο κινητό cep mob ph signal telegram kontakt viber',
  ],
  [
    CUE.nationalId,
    'nhs bsn dni nie cpf pesel aadhaar aadhar aadhaarnumber nin nino steuer nir insee cnp egn amka pps ppsn tc tckn kimlik hkid nric fin curp ahv avs svnr sv sozialversicherungsnummer rrn cpr fødselsnummer personnummer fodselsnummer henkilötunnus hetu isikukood personalausweis personalausweisnummer ausweis ausweisnummer ausweisnr identity identitycard idcard idno nationalid national identité identité identidad identidade identità cédula cedula carnet carné rg teudat zehut nik ktp mykad jmbg oib emso emšo snils снилс rodné rodne číslo cislo bürgerkonto rijksregister rijksregisternummer registre carteidentité dowód dowodu osobisty osobistego rut cuil citizen citizenship resident resno voter epic securitysocial burgerservicenummer sofi mynumber sécurité nss ssid crn clave elector ταυτότητας ιθαγένεια',
  ],
  [
    CUE.insurance,
    'insurance insurer policy policyholder policynumber versicherung versicherungsnummer versichertennummer krankenversicherung assurance mutuelle seguro seguros póliza poliza apólice assicurazione polizza verzekering polis polisnummer member memberid membership subscriber claim health försäkring ubezpieczenie beneficiary',
  ],
  [
    CUE.card,
    'card cards creditcard visa mastercard amex discover debit karte kreditkarte kreditkartennummer carte tarjeta carta cartão kaart karta kort cvv pan cardnumber',
  ],
  [CUE.iban, 'iban ibans'],
  [
    CUE.address,
    'address addresses lives living live resides residing residence residency home deliver delivered delivery ship shipped shipping mailing anschrift adresse wohnhaft wohnt dirección direccion domicilio domiciliado vive indirizzo residente endereço morada mora adres woont adress bor osoite adresa address1 street addr located location billing',
  ],
  [
    CUE.user,
    'user username usernames login userid handle benutzer benutzername nutzername usuario utilisateur utente utilizador gebruiker gebruikersnaam identifiant nickname screenname loginname uname',
  ],
  [CUE.age, 'age aged ages alter alt âge âgé âgée edad età idade leeftijd ålder alder ikä wiek'],
  [
    CUE.vehicle,
    'vin plate plates licenseplate numberplate registration vehicle kennzeichen immatriculation matrícula matricula targa placa nummerplaat rejestracyjny car',
  ],
  [CUE.device, 'imei imsi iccid udid idfa meid'],
  [
    CUE.employee,
    'employee staff personnel worker badge payroll mitarbeiter personalnummer empleado employé student studentid matrikelnummer pupil',
  ],
  [
    CUE.name,
    'name names named fullname firstname lastname surname forename nombre nombres apellido apellidos nom noms prénom prenom nome cognome sobrenome naam achternaam voornaam vorname nachname familienname namn navn nimi nimeni imię nazwisko jméno příjmení nume prenume ad soyad имя фамилия',
  ],
  [
    CUE.person,
    'mr mrs ms mx miss dr prof professor herr frau herrn monsieur madame mme mlle señor señora sr sra srta signor signora sig dott dra doctor nurse officer detective judge captain sergeant sir madam lady dear dhr mevrouw meneer fru pan pani',
  ],
  [CUE.mother, 'mother father maiden spouse wife husband son daughter brother sister kin'],
  [
    CUE.identifier,
    'id ids number numbers no nr num nummer número numéro numer numero code identifier identification identifikation ref reference kennung n',
  ],
  [CUE.own, 'my his her your their'],
  [
    CUE.thing,
    'upgrade upgraded update updated order orders ticket tickets invoice invoices version versions release build builds tracking shipment parcel commit commits port page pages line lines error errors sku item items serial model batch lot row rows column job jobs pr issue issues bug case request requests isbn issn doi epoch timestamp ts seed hash checksum offset size bytes length latitude longitude lat lng lon coordinates rechnung bestellung bestellnummer rechnungsnummer auftrag commande facture pedido factura ordine fattura encomenda fatura bestelling factuur zamówienie faktura object index pid sequence seq transaction txn chapter section figure table step level kernel firmware driver msg message event part barcode ean upc gtin asin po quote article artikel artikelnummer vorgang ticketnummer run workflow pipeline revision rev chunk block frame packet segment sensor node partition shard cycle sample entry counter count total sum score dataset epoch iteration trace span request requestid correlation',
  ],
  [CUE.key, 'key keys software product activation api'],
  [CUE.label, 'ip ipv host server national giro girokonto south african'],
]

/** Every cue word, for the trainer: capitalised in a field's name they are no names. */
export const cueWords = (): string[] =>
  WORDS.filter(([cue]) => cue !== CUE.person && cue !== CUE.mother).flatMap(([, words]) => words.split(' '))

const table = new Map<number, number>()
for (const [cue, words] of WORDS)
  for (const word of words.split(' ')) {
    const hash = hashOf(word, 0, word.length)
    // the first group that names a word wins: specific groups come first
    if (!table.has(hash)) table.set(hash, cue)
  }

export const cueOf = (text: string, start: number, end: number): number =>
  end - start > 30 ? 0 : (table.get(hashOf(text, start, end)) ?? 0)

/** Cues in scripts that are written without blanks: phrases that end right before the value. */
const PHRASES: readonly (readonly [cue: number, pattern: RegExp])[] = [
  [CUE.nationalId, /(?:身份证|身分證|居民证|マイナンバー|個人番号|주민등록|주민번호|統一編號|証番号)/],
  [CUE.phone, /(?:电话|電話|手机|手機|联系方式|連絡先|携帯|전화|휴대폰|연락처)/],
  [CUE.passport, /(?:护照|護照|旅券|パスポート|여권)/],
  [CUE.birth, /(?:出生|生日|生年月日|誕生日|생년월일|생일)/],
  [CUE.account, /(?:账号|账户|帳號|帳戶|口座|계좌)/],
  [CUE.card, /(?:卡号|信用卡|カード|카드)/],
  [CUE.medical, /(?:病历|病歷|患者|診察券|환자)/],
  [CUE.licence, /(?:驾驶证|駕照|免許|면허)/],
]

/** How far left a cue may stand, in characters and in words. */
const REACH = 80
const WORDS_MAX = 9
/** Left context that cue search may read: its reach and one word. */
export const CUE_LOOKBACK = REACH + 32

/** Per cue, how many words before the value it stands; 0 when it does not. Reused: valid until the next search. */
const distance = new Uint8Array(32)
let nearest = 0

/** Looks left from `at` to the sentence's start for words that say what the value is. */
export function searchCues(text: string, at: number): void {
  distance.fill(0)
  nearest = 0
  const limit = Math.max(0, at - REACH)
  let words = 0
  let lines = 0
  let i = at - 1
  // `#4711`: a number
  if (codeAt(text, i) === 35) note(CUE.identifier, 1)
  while (i >= limit && words < WORDS_MAX) {
    const c = codeAt(text, i)
    if (isLetter(c)) {
      const end = i + 1
      while (i > 0 && end - i < 30 && isLetter(codeAt(text, i - 1))) {
        // `phoneNumber` is two words
        if (isUpper(codeAt(text, i)) && !isUpper(codeAt(text, i - 1))) break
        i--
      }
      words++
      // `D.O.B.`
      if (end - i === 1 && /^D\.O\.B$/i.test(text.slice(Math.max(0, i - 4), end))) note(CUE.birth, words)
      note(cueOf(text, i, end), words)
      i--
    } else if (isDigit(c)) {
      const end = i
      while (i >= limit && isDigit(codeAt(text, i))) i--
      // another value: what stands before it speaks of that one
      if (end - i >= 4) return
      words++
    } else if (c === 10) {
      if (++lines > 1) return
      i--
    } else if (c === 33 || c === 63 || c === 59) return
    else if (c === 46) {
      if (endsSentence(text, i)) return
      i--
    } else if (c >= 0x3000) {
      phrase(text.slice(Math.max(0, i - 10), i + 1), words + 1)
      return
    } else i--
  }
}

function note(cue: number, words: number): void {
  if (cue === 0) return
  if (distance[cue] === 0) distance[cue] = words
  if (nearest === 0 && cue !== CUE.identifier && cue !== CUE.own) nearest = cue
}

function phrase(before: string, words: number): void {
  for (const [cue, pattern] of PHRASES)
    if (pattern.test(before)) {
      note(cue, words)
      return
    }
}

/** A full stop behind a word of more than four letters, with a blank after it. `No.`, `tel.` and `acct.` end nothing. */
function endsSentence(text: string, dot: number): boolean {
  const after = codeAt(text, dot + 1)
  if (after !== 32 && after !== 10) return false
  let i = dot - 1
  while (i >= 0 && dot - i <= 5 && isLetter(codeAt(text, i))) i--
  return dot - 1 - i > 4
}

/** After `searchCues`: whether the cue stands at most `words` words before. */
export const cued = (cue: number, words = WORDS_MAX): boolean => {
  const d = distance[cue] ?? 0
  return d > 0 && d <= words
}
/** After `searchCues`: `my number`, `her number is`, and nothing else says what the number is. */
export const ownNumber = (): boolean => {
  const own = distance[CUE.own] ?? 0
  return nearest === 0 && own > 1 && own <= 4 && distance[CUE.identifier] === own - 1
}
export const cueDistance = (cue: number): number => distance[cue] ?? 0
export const nearestCue = (): number => nearest
