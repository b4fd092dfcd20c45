import { lexicon } from './words.ts'

/** What a word announces. Values are small numbers, not bits: a word has one meaning here. */
export const CUE = {
  given: 1,
  street: 14,
  title: 2,
  greeting: 3,
  nameIs: 4,
  party: 5,
  birth: 6,
  passport: 7,
  ssn: 8,
  medical: 9,
  licence: 10,
  tax: 11,
  account: 12,
  phone: 13,
  nameField: 15,
  nationalId: 16,
  insurance: 17,
} as const

/** Given names that are common in one of the larger languages: a cue, not a register. Words that are also ordinary English are left out. */
const GIVEN = `
james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander patrick raymond dennis jerry tyler aaron jose adam nathan henry zachary douglas peter kyle noah ethan jeremy walter christian keith roger terry austin sean gerald carl dylan harold jordan jesse bryan lawrence arthur gabriel bruce logan billy joe alan juan elijah willie albert wayne randy mason vincent liam roy bobby caleb bradley russell lucas
mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley brenda emma anna pamela nicole samantha katherine christine helen debra rachel carolyn janet maria catherine heather diane olivia julie joyce victoria kelly christina lauren joan evelyn judith andrea hannah megan cheryl jacqueline martha madison teresa gloria sara janice ann kathryn abigail sophia frances jean alice judy isabella julia denise amber danielle marilyn beverly charlotte natalie theresa diana brittany doris kayla alexis lori marie jane greg alex leila
hans klaus jürgen juergen stefan andreas wolfgang uwe dieter heinz lukas felix jonas maximilian moritz sabine petra monika claudia birgit heike anja katharina lena greta
pierre luc michel philippe alain françois francois jacques olivier laurent sébastien sebastien camille chloé chloe léa manon élodie elodie aurélie aurelie céline celine inès ines
carlos luis javier miguel pedro pablo diego alejandro fernando sergio rafael manuel carmen lucía lucia sofia sofía elena pilar mercedes
marco luca giuseppe giovanni antonio mario francesca giulia chiara alessandro matteo lorenzo paolo
joão joao tiago rui beatriz mariana fernanda thiago
jan piet willem sanne femke anouk daan
piotr tomasz paweł pawel krzysztof agnieszka katarzyna małgorzata malgorzata magdalena zofia
ivan dmitri dmitry sergei sergey alexei alexey olga natalia tatiana svetlana irina anastasia viktor pavel
lars erik anders sven nils ingrid astrid freja mikkel soren søren nora
mohammed muhammad mohamed ahmed ali omar hassan hussein ibrahim youssef yusuf khalid fatima aisha layla zainab mariam noor amina
rajesh amit sanjay anil vijay ravi suresh priya anjali pooja neha deepika arjun rohan ananya sunita ramesh
wei ming xiao jing hiroshi takashi kenji yuki akira haruto yui sakura naoko minho jisoo seojun
kwame kofi ama zanele thabo chidi ngozi amara tunde sipho nomvula
mehmet ayse ayşe emre zeynep elif
grace chloe aurora leah rosa hugo oscar tomas priyanka claire sophie isabel gabriela valentina camila mateo santiago natasha nadia karim samir tariq bilal imran farah leo max mia zoe ella lily ruby
`

export const piiLexicon = lexicon([
  [GIVEN, CUE.given],
  [
    'mr mrs ms mx dr prof professor herr frau madame monsieur mme señor senor señora senora sr sra signor signora dott dra sir madam doctor nurse officer detective',
    CUE.title,
  ],
  [
    'dear hi hello hey regards sincerely hallo liebe lieber bonjour cher chère chere hola estimado estimada querido querida ciao caro cara olá ola beste geachte sehr geehrter geehrte thanks cheers',
    CUE.greeting,
  ],
  ['named called myself', CUE.nameIs],
  ['name fullname firstname lastname surname nombre nom nome naam vorname nachname', CUE.nameField],
  [
    'patient customer client employee contact attn passenger guest tenant claimant applicant student beneficiary cardholder policyholder recipient victim suspect witness resident contractor user manager developer analyst engineer agent adjuster administrator technician',
    CUE.party,
  ],
  [
    'born birth dob birthdate birthday dateofbirth geboren geburtsdatum geb né née nacido nacida nacimiento nato nata nascita nascido nascida nascimento geboortedatum naissance',
    CUE.birth,
  ],
  ['passport passeport reisepass pasaporte passaporto passaporte paspoort', CUE.passport],
  ['ssn socialsecurity security itin', CUE.ssn],
  ['mrn patientid', CUE.medical],
  ['license licence licenses dl führerschein fuehrerschein permis permiso', CUE.licence],
  ['tin ein vat taxpayer tax steuer steuernummer atin ustid', CUE.tax],
  ['account acct acc iban konto kontonummer compte cuenta routing aba', CUE.account],
  [
    'phone tel telephone mobile cell fax call whatsapp sms telefon handy téléphone telefono teléfono móvil movil cellulare telefoon text dial ring',
    CUE.phone,
  ],
  ['nhs bsn dni nie nif cpf pesel aadhaar aadhar pan nin nino steuerid idnr nir curp sin', CUE.nationalId],
  ['via viale avenida calle rue rua plaza piazza corso carrer paseo', CUE.street],
  ['insurance policy insurer versicherung', CUE.insurance],
])
