import { stemOf } from './tokens.ts'

/**
 * Words that may stand for each other in a retelling, one group a line. Looser than `SAME_WORDS`: a group lends a word part of its support and
 * never makes two words one, because some pairs fit in one sense only.
 */
const GROUPS = `
say tell state claim announce confirm reveal report insist add explain note warn declare mention admit describe comment argue suggest
die dead death kill killed murder pass fatal fatally perish slay lose deceased late
police officer cop detective constable force authorities
arrest detain custody hold seize capture
jail prison sentence imprison convict behind bars
charge accuse allege face suspect indict
trial court judge hearing case tribunal lawsuit sue
attack assault raid strike hit bomb bombing blast explosion
hurt injure injured wound wounded harm casualty injury
crash collision accident smash wreck
fire blaze flames burn arson
hospital medical doctor treatment clinic ward
car vehicle automobile van truck driver drive
plane aircraft flight jet airline airplane fly
ship boat vessel ferry
investigate probe inquiry investigation inquest examine look
win beat defeat victory triumph winner overcome thrash success
lose loss defeat beaten
match game fixture clash encounter tie final
player footballer striker midfielder defender forward goalkeeper star athlete sportsman
manager boss coach head chief leader director executive ceo president chairman
team side club squad outfit
score goal net point tally
sign join move transfer sign-up recruit hire agree deal contract
season campaign year term
league division championship title cup tournament competition
money cash fund funds funding sum pay payment pound dollar finance
cost price fee expensive worth value charge
rise increase grow climb growth up jump surge soar gain boost higher
fall drop decline decrease cut reduce lower down slump plunge slide shrink
plan proposal scheme project programme program intend aim propose initiative
launch unveil introduce release start publish issue premiere debut open
start begin commence found establish create set launch form origin originate founder
end finish close stop conclude cease over complete final
big large huge great major massive enormous giant vast significant
small little tiny minor slight
new recent latest fresh modern novel
old ancient former aged elderly historic
important key main major significant vital crucial principal leading
famous well-known popular renowned celebrated known notable
good great excellent best fine positive favourite favorite
bad poor terrible worst awful negative
country nation state land republic
city town village capital municipality area district
place location site spot venue located situated based lie
area region zone part district territory
government minister ministry cabinet administration state official authority
vote poll election ballot elect referendum
politician mp member senator congressman lawmaker representative
party group movement organisation organization body
company firm business corporation enterprise maker manufacturer
worker employee staff job work employment
buy purchase acquire takeover bought
sell sale sold trade offer
make produce create build manufacture construct develop design
use utilise utilize employ apply
show display reveal demonstrate exhibit present indicate appear
film movie picture feature cinema
television tv show series programme broadcast channel sitcom
actor actress star cast play role portray character performer
direct director filmmaker made
song track single tune record hit
singer vocalist musician artist performer sing rapper
band group musician act
album record release
write author writer wrote novelist written pen poet
book novel story publication work
child kid son daughter baby boy girl youngster teenager toddler infant children
man male guy gentleman him husband
woman female lady wife girl her
parent mother father mum dad mom family
friend pal mate companion buddy
people person human public resident citizen population inhabitant individual men
student pupil school college university education graduate class
teacher professor lecturer instructor tutor
house home residence property flat apartment building live
live reside dwell inhabit home
find discover detect spot identify locate uncover
look search seek hunt
lost missing disappear vanish
help assist aid support back
allow let permit enable
ban prohibit forbid bar outlaw block prevent
need require must demand necessary
want wish hope desire seek
ask request call urge appeal demand
give provide offer supply donate grant present hand
get receive obtain gain earn acquire
keep hold maintain retain stay remain
leave depart quit exit go resign step
return back come go
travel trip journey tour visit
speak talk discuss conversation chat speech
think believe feel consider opinion view
like love enjoy fan prefer favourite favorite
know aware understand
try attempt effort bid
fight battle war conflict combat struggle
soldier troops army military force
protest demonstrate demonstration rally march protester
storm hurricane flood weather rain wind
sea ocean water coast beach
mountain hill peak
animal creature species pet
dog puppy canine hound
cat kitten feline
food meal dish eat cuisine ingredient diet
drink beverage
illness disease sick condition infection virus
study research survey report analysis scientist researcher
expert specialist professional
old age aged year-old birthday born birth
marry married wife husband wedding spouse
fast quick rapid speed swift
usually often typically generally commonly frequently normally mostly
many several numerous lots plenty various multiple
about around roughly approximately nearly almost
called named known titled dubbed name nickname
consist contain include comprise feature involve
different various variety diverse range
same similar alike equal
because due reason cause result owing
total whole entire all altogether
first initially original earliest
last final latest
next following later after
before previous earlier prior ago
week day month
record best highest
owner own belong possess
protect defend guard save rescue
danger risk threat dangerous hazard
law legislation act rule regulation
pope church religious priest
king queen royal prince monarch crown
computer machine device system
software application app program
internet online web website site
phone mobile call telephone
photo picture image photograph
sport athletics
football soccer
colour color shade hue
type kind sort form variety
origin originate root come derive
occur happen take event
popular famous favourite
invent create develop inventor invention
decide decision choose choice pick select
agree accept approve support
refuse reject deny decline
error fault bug failure mistake problem issue
delete remove erase clear
send transmit forward deliver post
save store keep persist
option setting parameter flag configuration
function method routine procedure
return give yield
`

const groups = new Map<string, number[]>()
GROUPS.trim()
  .split('\n')
  .forEach((line, i) => {
    for (const stem of new Set(line.split(' ').map(stemOf))) {
      const own = groups.get(stem)
      if (own === undefined) groups.set(stem, [i])
      else own.push(i)
    }
  })
const NONE: readonly number[] = []
/** The groups that a stem belongs to. */
export const groupsOf = (stem: string): readonly number[] => groups.get(stem) ?? NONE
