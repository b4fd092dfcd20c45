/**
 * Sentences with places for names. `{p}` a person, `{f}` a given name, `{l}` a surname, `{t}` a form of address, `{c}` a place, `{o}` an
 * organisation, `{n}` digits, `{d}` a date, `{e}` an e-mail address, `{w}` something capitalised that is no name, `{h}` a heading, `{r}` a role.
 */
const list = (text: string): string[] =>
  text
    .split('\n')
    .map((s) => s.trim())
    .filter((s) => s !== '')

export const templates: Readonly<Record<string, readonly string[]>> = {
  en: list(`
{c} is a village in {c}.
{c} is a town in the north of {c}, near the border with {c}.
The river flows through {c} and {c} before it reaches {c}.
the municipality of {c}
The villages of {c} and {c} belong to the parish of {c}.
He was born in {c} and raised in {c}.
{p} (born {d}) is a {b} singer from {c}.
{p} was a {b} politician and a member of {o}.
{l} studied at {o} and later taught at {o}.
{l} joined {o} in {n} and stayed until {n}.
In {n} {l} left {o} for {o}.
{l} then founded {o} with {p}.
Although {l} was injured, {l} played every match for {o}.
The {b} band {o} toured with {o}, {o} and {o}.
The album was released by {o} in {n}.
{o} is a {b} chain of shops based in {c}.
{o} is an American company that makes {w}.
{o} was founded by {p} and {p} in {n}.
{o} acquired {o} for {n} million.
{o} said on {w} that it would cut {n} jobs.
{o} beat {o} {n} in {c}.
The {o} defeated the {o} in the final.
He pitched for the {o} before he was traded to the {o}.
{l} scored for {o} in the {n} minute.
a former player of {o}
The station was owned by {o}, then by {o}.
the drummer of {o}
guitarist {p} of {o}
director {p}
written by {p} and directed by {p}
starring {p}, {p} and {p}
{p}, {p}, {p} and {p} were also present.
the battle of {c}
The army marched from {c} to {c}.
General {l} lost the battle near {c}.
{t} {l} of {o} spoke first.
{o} spokesman {p} said the talks in {c} had failed.
{b} troops entered {c} on {w}.
The {b} government denied it.
{b} and {b} officials met in {c}.
the {b} ambassador to {c}, {p},
{c}: {b} police arrest two men
{o} to open plant in {c}
{l} wins in {c}
{l} beats {l} in {c}
{o}, {o} agree to merge
{c}'s mayor resigns
{o} sues {o} over {w}
{l}: "I never said that"
"We are ready," said {l}, who leads {o}.
according to {l}, the {b} economist
as {l} wrote in {o}
In an interview with {o}, {l} denied it.
{o} reported on {w} that {p} had died.
members of {o} and {o}
He works at {o}.
I used to work for {o} before I moved to {o}
{o} has terrible customer service
never buying from {o} again
I ordered from {o} and it never came
my {o} account was closed
{o} ({o}) and {o} agreed.
the US, the UK and {c}
The {o} is based in {c}, {c}.
from {c} to {c} via {c}
the road between {c} and {c}
north of {c}
{c}, {c} ({w}) -
Flights to {c}, {c}, {c} and {c}
offices: {c}, {c}, {c}
{c} / {c} / {c}
Locations: {c}; {c}
Clients: {o}, {o}, {o}
Experience: {r}, {o}, {c}, {n} - {n}
Education: {o}, {c}
References: {p}, {o}
Mr. {l} testified that {p} had left {c}.
{l} appealed to the {o}.
Plaintiff {p} and defendant {o} settled.
Discharged to {c} with follow-up at {o} under {t} {l}.
{f} ({n}) and {f} ({n})
{f}: are you there?
{f}: yes, in {c}
[{n}:{n}] {f}: hi
[{n}:{n}] {f}: is {f} with you?
<{f}> anyone seen {f}?
{l} et al. ({n})
{l} and {l} ({n})
As {l} ({n}) shows
Prepared by: {p}, {o}
Approved by {l}
The {b} film won a prize in {c}.
a {b} restaurant in {c}
She speaks {b}.
Many {b} families moved to {c}.
Then {l} told {l} about the {b} offer.
Lake {c}
the {c} region
the {c} Valley
My name is {p} and I live in {c}.
The fire started when {f} left the room.
It was late when {f} called from the station.
She said {f} from accounting had already paid.
He travelled with his daughter {f} and his son {f}.
His wife {f} and their neighbour {f} helped.
I asked because {f} never answered.
Then {f} took notes while {f} spoke.
{p} and his wife {f} signed the lease.
Yesterday {f} forgot the keys again.
Every Sunday {f} visits {f} in {c}.
If {f} agrees, we start tomorrow.
But {f} was not there, and neither was {l}.
Is it true that {f} moved to {c}?
Our customer {p} bought two tickets and asks for a refund.
The caller, {p}, says that {o} charged her twice.
A student named {f} asked me that.
{p} answered well; {p} needs another round.
Feedback for {p}: very good.
Attendees: {p} ({o}), {p}, {p}.
Present: {p}, {p} and {f}
The accident happened near {c} when {p} lost control.
a house outside {c}
a small company in {c} led by {p}
She retired from {o} and bought a cottage in {c}.
The branch in {c} closed, said {p}, a teller there.
The farm near {c} belongs to {p}.
customer_name: {p}
lastName: {l}, firstName: {f}
city: {c}
city={c} country={c}
employer: {o}
company_name: {o}
The plaintiff, {p}, lives in {c}.
The grant was awarded to {o}, a company in {c}.
Under the agreement, {o} will supply {o}.
He was treated at {o} in {c}.
She studied at {o} before moving to {c}.
The committee heard {p} and {p} from {c}.
Nobody in {c} knew {l}.
Mr. {l} refuses to repair the heating.
Mrs. {l} and Dr. {l} agreed.
{f}, could you look at this?
I talked to {f} and {f} about it yesterday
{f} is on holiday until {w}.
tell {f} I said hi
I'm {f}, nice to meet you.
This is {p} from {o}.
Hi {f}, thanks for your message.
Hello {f},
Dear {t} {l},
Dear {p}, your order {n} has shipped.
Hey {f}! Are you coming to {c} on {w}?
Please forward this to {p} and {p} at {o}.
{p} lives in {c} with her husband {f}.
{p} was born in {c} and works for {o}.
I met {p} in {c} last summer.
Can you book a flight from {c} to {c} for {p}?
Translate this letter to {p} into {w}.
Write a reference letter for {p}, who worked at {o} from {n} to {n}.
Summarise the call between {p} ({o}) and {p} ({o}).
According to {p}, {o} will open an office in {c}.
{o} announced on {w} that {p} will become its new chief executive.
The {o} spokesperson {p} declined to comment.
{r} {p} reported the incident to {o}.
{p}, {r} at {o}, said the data was safe.
{p}'s account at {o} was locked.
{p}'s passport number is {n}.
The report was written by {p}, {p} and {p}.
Contact {p} at {e} or {n}.
Name: {p}
Full name: {p}, date of birth: {d}
Patient {p} was admitted to {o} on {d}.
Patient: {p} (MRN {n})
Attending physician: {t} {p}
Emergency contact: {p}, {n}
Ship to {p}, {c}.
Employee {p} ({n}) moved from {c} to {c}.
From: {p} <{e}>
To: {p} <{e}>
Best regards, {p}
Kind regards,\\n{p}\\n{o}
Thanks,\\n{f}
Sincerely,\\n{p}
{"name": "{p}", "city": "{c}", "company": "{o}"}
{"firstName":"{f}","lastName":"{l}","country":"{c}"}
<person><name>{p}</name><city>{c}</city></person>
{p},{e},{c},{n}
{p};{c};{o}
INSERT INTO users (name, city) VALUES ('{p}', '{c}');
user={f} action=login from={c}
- {p}: {n}
- {p} ({c})
| {p} | {c} | {o} |
The meeting with {p} is on {w} at {n}.
{f} and {f} are going to {c}.
{f} told {f} that {l} had left {o}.
I think {l} is right about {c}.
Was {p} the one who called from {c}?
Ask {f} about the invoice from {o}.
Who is {p}?
Tell me about {p}.
Why did {o} sue {o}?
How far is {c} from {c}?
What is the weather in {c}, {c}?
Best restaurants in {c}
We moved to {c} in {n}.
The train to {c} leaves from {c} at {n}.
He studied at {o} in {c}.
She works for {o} as {r}.
{o} has offices in {c}, {c} and {c}.
{o} shares fell {n} percent.
The {o} report lists SSN {n} for {p}.
A customer of {o} in {c} complained about {w}.
An employee at {o} emailed the file to {p}.
The incident at {o} involved {p}, {r}.
Payment from {p} to {o} on {d}.
Invoice to {o}, attention {p}
Signed by {p} on behalf of {o}.
The contract between {o} and {o} is governed by the laws of {c}.
{l} v. {l}
Judge {l} ruled against {o}.
President {l} visited {c} on {w}.
Prime Minister {p} met {p} in {c}.
{p} scored twice for {o} against {o}.
RT @{e} : {p} is amazing
omg {p} is coming to {c} !
I love {p} so much
watching {p} live in {c} with {f}
Just landed in {c}
happy birthday {f} !!!
Thank you {f} for the help with {w}.
{p} said "{w} is done".
"I will never forget {c}," {l} said.
{p} (born {d} in {c}) is a {w} author.
{l}, {f} ({n}). {h}. {o}.
Interview with {p}
Agenda: {f} presents the budget, {f} the roadmap.
Reviewer: {p}
Assigned to {p}
cc {f}, {f} and {f}
@{f} can you check this?
Regards to {f} and the family in {c}.
Her brother {f} moved to {c} last year.
My friend {f} works at {o}.
We hired {p} from {o}.
Please send the parcel to {c}.
Deliver to: {p}, {c}, {c}
The {c} office is closed.
{c} police arrested {p}.
The University in {c} awarded {p} a prize.
The mayor of {c}, {p}, opened the bridge.
Visit to {c}
Subject: visit to {c}
Passport {n} issued to {p} in {c}
login from {n} by {p}
{p} lives at {n} and was born {d}.
Pay {p} through account {n} before {w}.
record {n}: {p}, phone {n}
Guest: {p}, room {n}
Claim filed by {p} against {o} policy {n}.
{o} customer {p} reported a lost card.
Lab results for {p} from {o} are attached.
Next of kin: {p}
Landlord: {p}; tenant: {p}
Beneficiary {p}, {o}
I am writing on behalf of {p}, a tenant in {c}.
{f}'s mother lives near {c}.
{f} said he would call {f} back.
Give the keys to {f}.
Is {f} coming too?
Talk to {p} in {c} about {w}.
{o} and {o} are merging.
{o}, based in {c}, makes {w}.
The {o} in {c} is hiring.
I bought it at {o} in {c}.
He left {o} to join {o}.
{c} is the capital of {c}.
from {c} with love
I'm from {c} originally.
The flood hit {c} and {c}.
people in {c} are angry at {o}
`),
  none: list(`
{k}: {n}
{k} {n}
{k} {k}: {n}
{k} No. {n}
{k} Number: {n}
{k}={n} {k}={n}
The {k} is {n}.
Your {k} {n} is ready.
My {k} is {n} and my {k} is {n}
{k} {n} and {k} {n} were leaked.
Please check {k} {n}.
{k},{k},{k}
| {k} | {k} | {k} |
- {k}: {n}
{w} is better than {w}.
How do I install {w} on {w}?
{h}
# {h}
## {h}
{h}: {w}
Please read the {h} before you start.
The {w} of the {w} is unclear.
Use {w} with {w} and {w}.
In {w} we shipped the release.
On {w} the office is closed.
See {h} in chapter {n}.
The {w} team meets on {w}.
Order {n} was shipped on {d}.
Version {n} fixes the bug in {w}.
Write a poem about {w}.
Explain {h} to a beginner.
Can you help me with {w}?
What is {w}?
Ticket {n}: {h}
{w} Error: cannot read property
Import {w} from the package.
He speaks {w} and {w}.
She is a {w} teacher.
Our {r} will call you back on {w}.
Dear Customer, your {w} is ready.
Hello, I need help with my {w}.
Hi there, {w} does not work.
Thanks, Team
Kind Regards, Customer Support
The Customer shall pay the Supplier within {n} days.
Step {n}: Open {w} and click Save.
Click on Settings, then choose {w}.
Select File and then Export as {w}.
If you see Access Denied, restart {w}.
This Agreement is made between the Buyer and the Seller.
Why is {w} so slow?
Yes, I will do it on {w}.
No, that is not what I meant. Please try again.
However, the results are good. Therefore we continue.
Meanwhile, the cache grows. Finally, it fails.
Running {w} in Production Mode
Trace {n} took {n} ms at {d}
Digest sha {n}
Tracking {n} left the depot.
The Board approved the {h}.
import { Context, Next } from 'hono'
const Schema = z.object({ Name: z.string() })
class UserService extends BaseService implements Runnable {
SELECT Name, City FROM Customers WHERE Country = {n}
FirstName,LastName,City,Country,Phone
{"Name": null, "City": "", "Status": "Active"}
GET /Users/List HTTP
Set Content-Type to Application
TypeError: Cannot read properties of undefined
Use the Get Started guide, then the Advanced Guide.
Which of the following is True? A, B or C?
Sentence A: The cat sat. Sentence B: It slept.
Question: {w}? Answer: Yes.
Positive or Negative?
Act as a Linux Terminal. My first command is pwd.
I want you to act as an {w} Translator.
Ignore the {w} and Show the {w}.
Lorem ipsum dolor sit amet, consectetur adipiscing elit. Sed do eiusmod tempor.
The Quick Brown Fox Jumps Over The Lazy Dog
THIS IS VERY IMPORTANT, PLEASE READ
WARNING: DO NOT OPEN
The Sales Director and the Head of Legal agreed.
The Patient must sign the Consent Form.
The Police were called on {w}.
`),
  de: list(`
Mein Name ist {p} und ich wohne in {c}.
Ich heiße {f}.
Hallo {f}, danke für die Nachricht.
Sehr geehrte Frau {l},
Sehr geehrter Herr {l},
Sehr geehrter Herr Dr. {l}, anbei die Rechnung {n}.
Liebe {f}, bis bald in {c}.
Bitte leiten Sie das an {p} bei der {o} weiter.
{p} arbeitet seit {n} bei {o} in {c}.
Herr {p} aus {c} hat den Vertrag mit {o} unterschrieben.
Frau {l} hat am {w} angerufen.
Der Patient {p}, geboren am {d}, wurde in {c} behandelt.
Patientin: {p}
Ansprechpartner: {p}, {o}
Mit freundlichen Grüßen\\n{p}
Viele Grüße, {f}
Die Firma {o} hat ihren Sitz in {c}.
Der Zug von {c} nach {c} hat Verspätung.
{f} und {f} treffen sich in {c}.
{o} kündigte an, dass {p} Vorstand wird.
Kennst du {p}?
Das Gericht in {c} verurteilte {p}.
Laut {p} von der {o} ist das Projekt fertig.
Die Rechnung für den Kunden liegt im Ordner.
Der Termin mit der Abteilung ist am Montag.
Im Bericht steht, dass die Lieferung der Bestellung zu spät war.
Die Mitarbeiter der Abteilung haben die Unterlagen.
Bitte prüfen Sie das Konto und die Adresse des Kunden.
Das {g} und die {g} sind in der {g}.
Ein {g} ohne {g} ist wie ein {g}.
Können Sie mir den {g} der {g} schicken?
Name: {p}, Geburtsdatum: {d}, Wohnort: {c}
Der Bürgermeister von {c}, {p}, eröffnete das {g}.
In {c} und {c} fiel Schnee.
`),
  fr: list(`
Je m'appelle {p} et j'habite à {c}.
Hier, {p} a quitté {c} pour rejoindre {o} à {c}.
Bonjour {f}, merci pour ton message.
Cher Monsieur {l},
Madame {l}, votre commande {n} est partie.
{p} travaille chez {o} à {c}.
M. {p} est né le {d} à {c}.
Mme {l} habite {c} depuis {n}.
Le patient {p} a été admis à {o}.
Selon {p}, directeur de {o}, le projet avance.
Cordialement,\\n{p}
Nom : {p}
La société {o} est installée à {c}.
Le train de {c} à {c} est en retard.
{f} et {f} vont à {c} avec {p}.
Est-ce que {p} vient de {c} ?
Le contrat entre {o} et {o} est signé.
Le ministre {p} a rencontré {p} à {c}.
Veuillez contacter {p} au {n}.
La Commission a adopté le texte le {w}.
Le Conseil et le Parlement sont d'accord.
Bonjour, je voudrais annuler ma commande {n}.
`),
  es: list(`
Me llamo {p} y vivo en {c}.
La abogada {p} vive en {c} y defiende a {o}.
Ayer {p} viajó de {c} a {c} con su hija {f}.
Mi nombre es {p}.
Hola {f}, gracias por tu mensaje.
Estimado señor {l}:
Estimada Sra. {l}, su pedido {n} ha salido.
{p} trabaja en {o} en {c}.
La paciente {p}, nacida el {d}, fue atendida en {c}.
Según {p}, director de {o}, el plan sigue.
Saludos,\\n{p}
Nombre: {p}, ciudad: {c}
La empresa {o} tiene su sede en {c}.
El tren de {c} a {c} llega tarde.
{f} y {f} viajan a {c}.
¿Conoces a {p}?
¿Quién es {p} de {o}?
El presidente {l} visitó {c}.
El contrato entre {o} y {o} está firmado.
Llame a {p} al {n}.
El Gobierno aprobó la ley el lunes.
Buenos días, necesito ayuda con mi factura {n}.
`),
  it: list(`
Mi chiamo {p} e vivo a {c}.
La signora {p} abita a {c} e lavora per {o}.
Ieri {f} è andato da {c} a {c} con {f}.
Ciao {f}, grazie del messaggio.
Gentile Signora {l},
Egregio Dott. {l}, il suo ordine {n} è partito.
{p} lavora per {o} a {c}.
Il paziente {p}, nato a {c} il {d}, è stato ricoverato.
Secondo {p}, direttore di {o}, il progetto procede.
Cordiali saluti,\\n{p}
Nome: {p}
La società {o} ha sede a {c}.
Il treno da {c} a {c} è in ritardo.
{f} e {f} vanno a {c}.
Conosci {p}?
Il sindaco di {c}, {p}, ha aperto la mostra.
Il Consiglio ha approvato il bilancio.
Buongiorno, vorrei annullare il mio ordine {n}.
`),
  pt: list(`
Meu nome é {p} e moro em {c}.
A senhora {p} mora em {c} e trabalha na {o}.
Chamo-me {p}.
Olá {f}, obrigado pela mensagem.
Prezado Sr. {l},
Cara {f}, até breve em {c}.
{p} trabalha na {o} em {c}.
O paciente {p}, nascido em {c}, foi atendido.
Segundo {p}, diretor da {o}, o plano continua.
Atenciosamente,\\n{p}
Nome: {p}, cidade: {c}
A empresa {o} fica em {c}.
{f} e {f} viajam para {c}.
O presidente {l} visitou {c}.
Bom dia, preciso de ajuda com a fatura {n}.
O Governo aprovou a lei.
`),
  nl: list(`
Mijn naam is {p} en ik woon in {c}.
Mevrouw {p} uit {c} klaagde over de levering.
{f} verhuisde van {c} naar {c}.
Hallo {f}, bedankt voor je bericht.
Geachte heer {l},
Beste {f}, tot ziens in {c}.
{p} werkt bij {o} in {c}.
De patiënt {p}, geboren op {d}, is opgenomen.
Volgens {p} van {o} is het project klaar.
Met vriendelijke groet,\\n{p}
Naam: {p}
Het bedrijf {o} is gevestigd in {c}.
De trein van {c} naar {c} is te laat.
{f} en {f} gaan naar {c}.
De minister {p} bezocht {c}.
Goedemorgen, ik wil mijn bestelling {n} annuleren.
`),
  pl: list(`
Nazywam się {p} i mieszkam w {c}.
Cześć {f}, dziękuję za wiadomość.
Szanowny Panie {l},
Pani {p} pracuje w {o}.
Pacjent {p}, urodzony {d}, został przyjęty.
Pozdrawiam,\\n{p}
Imię i nazwisko: {p}
Firma {o} ma siedzibę w {c}.
{f} i {f} jadą do {c}.
Dzień dobry, chcę anulować zamówienie {n}.
`),
  sv: list(`
Jag heter {p} och bor i {c}.
{p} flyttade från {c} till {c} i våras.
Hej {f}, tack för ditt meddelande.
{p} arbetar på {o} i {c}.
Patienten {p}, född {d}, skrevs in.
Med vänliga hälsningar,\\n{p}
Namn: {p}
Företaget {o} ligger i {c}.
{f} och {f} åker till {c}.
Hej, jag vill avbeställa order {n}.
`),
  nb: list(`
Jeg heter {p} og bor i {c}.
Hei {f}, takk for meldingen.
{p} jobber hos {o} i {c}.
Pasienten {p}, født {d}, ble innlagt.
Vennlig hilsen\\n{p}
Navn: {p}
{f} og {f} reiser til {c}.
`),
  tr: list(`
Benim adım {p} ve {c} şehrinde yaşıyorum.
Merhaba {f}, mesajın için teşekkürler.
Sayın {p},
{p}, {o} şirketinde çalışıyor.
Hasta {p}, {d} tarihinde yatırıldı.
Ad Soyad: {p}
Merhaba, {n} numaralı siparişimi iptal etmek istiyorum.
`),
  fi: list(`
Nimeni on {p} ja asun kaupungissa {c}.
Hei {f}, kiitos viestistä.
{p} työskentelee yrityksessä {o}.
Ystävällisin terveisin\\n{p}
Nimi: {p}
`),
  cs: list(`
Jmenuji se {p} a bydlím v {c}.
Dobrý den {f}, děkuji za zprávu.
{p} pracuje v {o}.
Jméno: {p}
S pozdravem\\n{p}
Firma {o} sídlí v {c}.
`),
  ro: list(`
Mă numesc {p} și locuiesc în {c}.
Bună {f}, mulțumesc pentru mesaj.
{p} lucrează la {o} în {c}.
Nume: {p}
Cu stimă,\\n{p}
`),
  hu: list(`
A nevem {p}, {c} városban lakom.
Szia {f}, köszönöm az üzenetet.
Név: {p}
Üdvözlettel,\\n{p}
`),
  ru: list(`
Меня зовут {p}, я живу в городе {c}.
Здравствуйте, {p}!
Привет, {f}, спасибо за сообщение.
{p} работает в {o}.
ФИО: {p}
С уважением,\\n{p}
`),
}
