/** Prose with persons, places and organisations, written and marked by hand for judging; nothing here was trained on. */
import { marked } from './pii-sets.ts'
import type { Row } from './pii-score.ts'

const TEXTS: readonly string[] = [
  'After the storm, «person:Margaret Holloway» drove from «location:Duluth» to «location:Fargo» to check on her sister «person:Ruth».',
  'The grant was awarded to «organization:Kestrel Biosciences», a small company in «location:Leiden» led by «person:Joost van der Meulen».',
  '«person:Ikechukwu Eze» told reporters that the bridge near «location:Onitsha» would reopen in March.',
  'Could you draft a polite reply to «person:Beatriz Carvalho»? She manages procurement at «organization:Porto Freight Lines».',
  'Minutes: «person:Tomáš Dvořák» opened the meeting, «person:Hana» took notes, and the Finance team joined by phone.',
  'My landlord, Mr. «person:Pemberton», refuses to repair the heating in our flat in «location:Croydon».',
  'Last year «organization:Lindqvist & Partners» advised «organization:Northwind Insurance» on the sale.',
  'I was treated by Dr. «person:Amina Osei» at «organization:St. Vincent Hospital» in «location:Portland» and want a copy of my file.',
  'The committee heard «person:Gareth Llewellyn», who farms sheep in «location:Wales», and «person:Siobhán Keane» from «location:Galway».',
  'Please move the call with «person:Yuto Hayashi» to Thursday because he flies to «location:Singapore» on Wednesday.',
  'Our customer «person:Wanjiru Kamau» bought two tickets for the concert in «location:Nairobi» and asks for a refund.',
  'Who wrote the novel in which a whale sinks the ship? A student named «person:Caleb» asked me that.',
  '«organization:Harborview Credit Union» closed its branch in «location:Tacoma», said «person:Denise Whitaker», a teller there for nine years.',
  'Under the agreement, «organization:Solvane GmbH» will supply pumps to the waterworks in «location:Graz».',
  'On Friday «person:Rafael Ortega» and his wife «person:Lucía» signed the lease for a house outside «location:Toledo».',
  'The plaintiff, «person:Bartholomew Quince», lives in «location:Vermont» and sells maple syrup to tourists.',
  'Frau «person:Gisela Brandstätter» aus «location:Linz» hat ihren Vertrag mit der «organization:Donau Versicherung AG» gekündigt.',
  'Gestern traf «person:Jürgen Hofstetter» in «location:Winterthur» die Leiterin der «organization:Kantonalbank», um über den Kredit zu sprechen.',
  'Bitte senden Sie die Unterlagen an «person:Anneliese Vogt», sie arbeitet am Standort «location:Bielefeld».',
  'Hier, «person:Clémence Aubry» a quitté «location:Grenoble» pour rejoindre «organization:Société Belmont» à «location:Lyon».',
  'Le docteur «person:Étienne Marchand» reçoit ses patients à «location:Angers» le mardi et le jeudi.',
  'La abogada «person:Pilar Echeverría» vive en «location:Zaragoza» y defiende a «organization:Grupo Altamira».',
  'Ayer «person:Martín Quiroga» viajó de «location:Rosario» a «location:Montevideo» con su hija «person:Julieta».',
  'La signora «person:Ornella Bassani» abita a «location:Ferrara» e lavora per «organization:Officine Galli S.r.l.»',
  'O senhor «person:Anselmo Figueira» mora em «location:Coimbra» e trabalha na «organization:Lusitana Seguros».',
  'Mevrouw «person:Marijke Hoekstra» uit «location:Zwolle» klaagde over de levering.',
  'Pani «person:Bożena Wiśniewska» mieszka w «location:Gdynia».',
  '«person:Åsa Lindholm» flyttade från «location:Umeå» till «location:Malmö» i våras.',
  'Subject: interview feedback. «person:Priyanka Raman» answered well; «person:Oluwaseun Balogun» needs another round.',
  'Attendees: «person:Nadia Haddad» («organization:Orchid Media»), «person:Paul Ferris», «person:Mei-Ling Tsai».',
  'customer_name: «person:Harriet Osgood»\ncity: «location:Bournemouth»\nplan: Premium',
  '{"contact": {"name": "«person:Lamar Jefferson»", "employer": "«organization:Delta Roofing Inc»"}}',
  'The accident happened near «location:Lake Tahoe» when «person:Gordon» lost control of the truck.',
  'He said «person:Vivian» from accounting had already mailed the cheque to «organization:Bright Horizon Foundation».',
  '«person:Sergei Antonov» studied physics at the «organization:University of Tartu» before moving to «location:Finland».',
  'When «person:Imogen Clarke» retired from the «organization:Ministry of Transport», she bought a cottage in «location:Devon».',
]

const HARMLESS: readonly string[] = [
  'Please rewrite the Introduction so that it mentions the new Dashboard and the Settings page.',
  'How do I merge two DataFrames in Pandas without losing the Index?',
  'The Quarterly Review is on Monday. Bring the Budget Sheet and the Risk Register.',
  'Explain the difference between TCP and UDP to a beginner, in plain English.',
  'Dear Customer Support, my Order never arrived and the Tracking Page shows an Error.',
  'In Chapter Three the Hero leaves Home; in Chapter Four the Villain returns.',
  'Summarise the Terms of Service and list every Fee the Buyer must pay.',
  'Die Abteilung prüft den Antrag, und der Leiter entscheidet am Dienstag über den Haushalt.',
  'Le Conseil a reporté la Séance au mois de Mars.',
  'Write unit tests for the UserController class and mock the PaymentGateway interface.',
  'Happy New Year! See you on Tuesday at the Kickoff.',
  'What are the side effects of Ibuprofen when taken with Alcohol?',
  'THE SERVER IS DOWN AGAIN. PLEASE RESTART THE QUEUE AND CHECK THE LOGS.',
  'Use Bold for Headings, Italic for Emphasis, and Code for Commands.',
  'The Supplier shall deliver the Goods to the Buyer within ten Days of the Effective Date.',
  'Is Python faster than Ruby? Why does JavaScript have both Null and Undefined?',
]

export const prose = (): Row[] => TEXTS.map((t, i) => marked(`p${i}`, 'prose', t))
export const harmlessProse = (): Row[] => HARMLESS.map((t, i) => marked(`h${i}`, 'harmless prose', t))
