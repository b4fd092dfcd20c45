import { ANTONYMS } from './antonyms.ts'

/** Words by what they do to a claim. English first; negations, numbers and function words of the larger European languages so that these do not break. */

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Words that carry no claim of their own. */
export const STOP = set(
  'a an the and or but if then so of to in on at by for with from as is are was were be been being am it its this that these those ' +
    'i you he she we they him her his our your their my me us them do does did done have has had having will would shall ' +
    'sure yeah yep thanks thank hello hi please welcome very just also too there here what which who whom whose when where why how about into such own same well really oh okay ok yes ' +
    's t re ve ll d m am get got gets us its upon onto per via within among while because since though although however therefore thus ' +
    'der die das den dem des ein eine einen einem einer und oder ist sind waren wird werden hat haben hatte in im an am auf aus bei mit von vom zu zum zur für als auch es er sie wir ihr ich du sich dass wie ' +
    'le la les un une des du de et ou est sont était étaient être a ont avait dans sur par avec que qui ce cette ces il elle ils elles nous vous je tu se au aux en ' +
    'el los las una uno unos unas y o es era eran ser ha han había en por para con que se su sus lo al del como más este esta ' +
    'il lo gli i uno una e o è sono era erano essere ha hanno aveva in su per con che si suo sua al del della dei nel nella come ' +
    'o os as um uma e ou é são era eram ser tem têm em no na nos nas por para com que se seu sua ao do da dos das como ' +
    'het een en of is zijn was waren wordt worden heeft hebben had in op aan bij met van voor als ook dat die dit er hij zij wij',
)

export const NEGATIONS = set(
  "not no never none nobody nothing neither nor without cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt shouldnt couldnt hasnt havent hadnt n't nt " +
    "can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't couldn't hasn't haven't hadn't mustn't needn't ain't hardly scarcely barely rarely seldom " +
    'nicht kein keine keinen keiner nie niemals nichts niemand ohne weder pas jamais rien aucun aucune sans ni ne nunca nada nadie ningún ninguna ni non mai niente nessuno senza né não nunca nada ninguém nenhum nenhuma sem nem niet geen nooit niets niemand zonder',
)

/** Who says a thing, or how sure it is: adding or dropping one changes less than the claim itself, unless it makes a `may` a `must`. */
export const HEDGES = set(
  'may might could possibly perhaps probably likely maybe apparently seems seem appears appear about around roughly approximately nearly almost suggests suggest reportedly allegedly',
)
export const STRONG_MODALS = set(
  'must shall always certainly definitely required requires require needs need never guaranteed guarantees proves proven every all only',
)

/** Words that cannot both hold of one thing. Both directions; stems are compared, so one form is enough. */
const OPPOSITES =
  'true:false always:never must:may required:optional enable:disable enabled:disabled allow:deny allow:forbid allow:prevent allow:block start:stop include:omit different:same success:fail send:receive recent:early simple:complicated able:unable server:client public:secret friend:rival permit:prohibit increase:decrease increase:reduce rise:fall rose:fell rising:falling ' +
  'before:after include:exclude supported:unsupported can:cannot more:less more:fewer most:least first:last above:below over:under up:down high:low higher:lower highest:lowest large:small larger:smaller ' +
  'largest:smallest big:small long:short longer:shorter early:late earlier:later old:new older:younger older:newer oldest:youngest good:bad better:worse best:worst win:lose won:lost winner:loser ' +
  'start:end begin:end begin:finish open:close opened:closed buy:sell bought:sold accept:reject approve:reject pass:fail succeed:fail success:failure gain:loss profit:loss import:export ' +
  'add:remove create:delete create:destroy build:destroy attack:defend enter:leave arrive:depart arrive:leave push:pull send:receive lend:borrow teach:learn north:south east:west ' +
  'northern:southern eastern:western left:right inside:outside internal:external public:private legal:illegal male:female man:woman boy:girl father:mother son:daughter brother:sister ' +
  'husband:wife king:queen actor:actress his:her he:she alive:dead living:dead born:died married:divorced hot:cold warm:cool wet:dry hard:soft strong:weak fast:slow quick:slow rich:poor cheap:expensive ' +
  'easy:difficult easy:hard simple:complex safe:dangerous same:different similar:different equal:unequal positive:negative maximum:minimum max:min upper:lower major:minor majority:minority ' +
  'many:few all:some all:none every:no both:neither often:rarely frequently:rarely common:rare popular:unpopular usually:rarely known:unknown famous:unknown modern:ancient domestic:foreign ' +
  'urban:rural summer:winter spring:autumn day:night morning:evening monday:friday am:pm forward:backward front:back top:bottom full:empty heavy:light dark:light black:white single:married ' +
  'single:multiple manual:automatic local:remote synchronous:asynchronous sync:async mutable:immutable static:dynamic sorted:unsorted ascending:descending online:offline encrypted:unencrypted ' +
  'valid:invalid visible:hidden visible:invisible active:inactive present:absent guilty:innocent agree:disagree like:dislike love:hate loved:hated friend:enemy ally:enemy peace:war victory:defeat ' +
  'support:oppose supported:opposed join:quit hire:fire hired:fired employed:unemployed appoint:dismiss praise:criticise confirm:deny confirmed:denied admit:deny admitted:denied deny:admit ' +
  'liberal:conservative democrat:republican offensive:defensive import:export parent:child teacher:student doctor:patient client:server sender:receiver read:write upload:download lock:unlock ' +
  'load:unload install:uninstall connect:disconnect encode:decode encrypt:decrypt compress:decompress serialize:deserialize mount:unmount attach:detach show:hide expand:collapse append:prepend'

const opposites = new Map<string, Set<string>>()
for (const pair of `${OPPOSITES} ${ANTONYMS}`.split(' ')) {
  const [a = '', b = ''] = pair.split(':')
  for (const [x, y] of [
    [a, b],
    [b, a],
  ] as const)
    opposites.set(x, (opposites.get(x) ?? new Set()).add(y))
}
export const OPPOSITE_WORDS: ReadonlyMap<string, ReadonlySet<string>> = opposites

/** One name for words that say the same. Kept short and safe: a wrong pair hides a wrong claim. */
const SAME =
  'begin:start commence:start started:start end:finish complete:finish buy:purchase big:large huge:large little:small tiny:small fast:quick rapid:quick show:display film:movie picture:movie ' +
  'car:automobile kids:children child:children people:person persons:person help:assist use:utilize used:utilize usually:typically often:frequently important:significant many:numerous several:numerous ' +
  'create:make created:make make:make build:construct job:work occupation:work home:house tv:television us:usa america:usa american:usa uk:britain british:britain united:united located:situated situated:situated ' +
  'near:close answer:reply respond:reply say:state said:state says:state told:state tell:state stated:state claim:state died:die death:die dead:die killed:kill kill:kill born:birth founded:establish ' +
  'established:establish set:establish formed:establish called:name named:name known:name titled:name main:primary chief:primary principal:primary get:obtain receive:obtain received:obtain ' +
  'permit:allow let:allow forbid:prohibit ban:prohibit banned:prohibit need:require needs:require must:require need:require delete:remove erase:remove error:fault bug:fault method:function default:standard ' +
  'option:setting parameter:argument popular:famous renowned:famous well-known:famous win:victory won:victory beat:defeat defeated:defeat doctor:physician police:officers attorney:lawyer ' +
  'students:pupil student:pupil pupil:pupil company:firm business:firm country:nation town:city village:village road:street woman:female women:female man:male men:male approximately:about around:about roughly:about nearly:about almost:about'

const same = new Map<string, string>()
for (const pair of SAME.split(' ')) {
  const [word = '', name = ''] = pair.split(':')
  same.set(word, name)
}
export const SAME_WORDS: ReadonlyMap<string, string> = same

const IRREGULAR =
  'was:be were:be is:be are:be been:be had:have has:have did:do done:do does:do went:go gone:go goes:go made:make took:take taken:take gave:give given:give came:come saw:see seen:see knew:know known:know got:get ' +
  'found:find thought:think told:tell became:become left:leave felt:feel brought:bring began:begin begun:begin kept:keep held:hold wrote:write written:write stood:stand heard:hear let:let meant:mean met:meet ' +
  'ran:run paid:pay sat:sit spoke:speak spoken:speak led:lead grew:grow grown:grow lost:lose fell:fall fallen:fall sent:send built:build understood:understand drew:draw drawn:draw broke:break broken:break ' +
  'spent:spend rose:rise risen:rise drove:drive driven:drive bought:buy wore:wear worn:wear chose:choose chosen:choose sang:sing sung:sing won:win sold:sell taught:teach caught:catch fought:fight threw:throw thrown:throw ' +
  'flew:fly flown:fly forgot:forget forgotten:forget shot:shoot ate:eat eaten:eat drank:drink swam:swim stole:steal stolen:steal struck:strike hid:hide hidden:hide born:bear children:child men:man women:woman feet:foot ' +
  'teeth:tooth mice:mouse people:person wives:wife lives:life leaves:leaf knives:knife better:good best:good worse:bad worst:bad died:die dying:die lying:lie tied:tie played:play said:say says:say laid:lay'
const irregular = new Map<string, string>()
for (const pair of IRREGULAR.split(' ')) {
  const [form = '', base = ''] = pair.split(':')
  irregular.set(form, base)
}
export const IRREGULAR_FORMS: ReadonlyMap<string, string> = irregular

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const ORDINALS =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
    ' ',
  )
const FOREIGN: readonly (readonly string[])[] = [
  'null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf'.split(' '),
  'zéro un deux trois quatre cinq six sept huit neuf dix onze douze'.split(' '),
  'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce'.split(' '),
]
const numbers = new Map<string, number>()
for (const list of FOREIGN) list.forEach((word, i) => i > 1 && numbers.set(word, i))
SMALL.forEach((word, i) => numbers.set(word, i))
TENS.forEach((word, i) => numbers.set(word, (i + 2) * 10))
export const NUMBER_WORDS: ReadonlyMap<string, number> = numbers
export const ORDINAL_WORDS: ReadonlyMap<string, number> = new Map(ORDINALS.map((word, i) => [word, i + 1]))
export const SCALES: ReadonlyMap<string, number> = new Map([
  ['hundred', 100],
  ['thousand', 1_000],
  ['million', 1_000_000],
  ['billion', 1_000_000_000],
  ['trillion', 1_000_000_000_000],
  ['dozen', 12],
  ['k', 1_000],
  ['m', 1_000_000],
  ['bn', 1_000_000_000],
])

export const MONTHS: ReadonlyMap<string, number> = new Map(
  'january february march april may june july august september october november december'
    .split(' ')
    .flatMap((name, i) =>
      name === 'may'
        ? [[name, i + 1] as const]
        : [[name, i + 1] as const, [name.slice(0, 3), i + 1] as const],
    ),
)
