const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** Kinds of street that stand behind their name: `Maple Street`. */
export const kindsLast = words(
  'street st road rd avenue ave av lane ln drive dr boulevard blvd court ct way place pl square sq terrace ter close crescent cres parkway pkwy highway hwy circle cir trail trl loop alley row mews gardens grove hill quay walk broadway plaza path pike run ridge point crossing park view heights green expressway freeway esplanade parade promenade vista glen meadow meadows mount springs station valley village mill mills landing island hollow haven harbor falls fields estate estates cove corner common canyon bridge branch bend',
)
/** Those of them that may stand before the house number: `Mill Road 312`. The others also name other things (`Run 2`, `Station 4`). */
export const kindsBeforeNumber = words(
  'street st road rd avenue ave lane ln drive boulevard blvd court way place square terrace close crescent broadway parkway quay mews grove gardens',
)
/** Kinds that stand before their name: `Via Roma`, `rue de la Paix`. */
export const kindsFirst = words(
  'rue avenue boulevard bd chemin quai impasse allée cours place via viale corso piazza piazzale largo vicolo calle avenida avda av paseo plaza carrer camino carrera cra cl ronda travesía rua travessa praça estrada alameda ul ulica al os pl jalan jl strada str bulevardul ulice calea',
)
/** Kinds that are English, Latin or Italian words in prose: they need their capital. */
export const kindsWithCapital = words(
  'via place avenue boulevard plaza corso cours largo al os pl av cl str ul',
)
export const turkishKinds = words('caddesi cad sokak sok sokağı bulvarı mahallesi mah')
export const articles = words(
  'de la los las l du des del della delle dei degli di da do dos das le les el e y the of am an der den auf dem zum zur im van ter d en sur aux à',
)
export const roomWords = words(
  'apt apartment suite ste unit flat floor room rm bldg building wohnung whg appt étage piso int interno bl bloco apto kat daire d',
)
export const numberWords = words('n no nr nº n° numero número num')
/** Endings of Germanic, Nordic and other street names in one word: `Hauptstraße`, `Storgatan`. */
const ENDINGS = [
  'straße',
  'strasse',
  'str',
  'gasse',
  'platz',
  'weg',
  'allee',
  'damm',
  'ufer',
  'markt',
  'graben',
  'steig',
  'chaussee',
  'laan',
  'straat',
  'gracht',
  'plein',
  'kade',
  'dijk',
  'singel',
  'gatan',
  'vägen',
  'gränd',
  'gade',
  'vej',
  'gata',
  'veien',
  'vegen',
  'katu',
  'kuja',
  'polku',
  'utca',
]
export const endsLikeStreet = (word: string): boolean => {
  if (word.length < 6) return false
  for (const ending of ENDINGS) if (word.endsWith(ending)) return true
  return false
}
/** Whole words that the endings would miss: `Lange Straße 5`. */
export const germanKinds = words('straße strasse str gasse platz weg allee ring damm ufer markt hof')
