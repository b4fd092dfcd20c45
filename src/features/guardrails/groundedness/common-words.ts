import { stemOf } from './tokens.ts'

/**
 * Words that most texts use whatever they are about, by how many of the training passages hold them (counted by us, train/groundedness). A new
 * one in an answer says little; a new word that is not among them says that the answer speaks of something else.
 */
const COMMON =
  'following said one given more good make can many time movie all work after review new write than year people used called take out much first ' +
  'other some like need most want start find around over between day mean could each read see place know home think move last only down before ' +
  'thing asking end through based even above came small left large part company happens context long now form include off less old action every ' +
  'back buy great choices during points product high another should choose information set expressed any look went feel man police world below ' +
  'city let friend life water positive both lead process later text generate death near play may plot way week hours held second right become ' +
  'number still try details fact sentiment area paraphrase correct country paragraph run total increases half month director top students bad ' +
  'rating describes turn help put going food break decided few system born plans family main present school next open women against added spent ' +
  'children force animal extract according money build key passage reports cost final often minutes cause appear love group list short pay ' +
  'might team book early building change order dialogue together instead released air eat pick sent reason body concepts under watch plant test ' +
  'type car game lot negative heard continue step remaining whether produced keep result effect care transportation playing again light piece ' +
  'girl sitting stars twice killed fell today different government development quickly support missing natural note young received show sum ' +
  'grow suggestion until category amount away bring something likely night across hard rest talk age room suppose win passes always stop living ' +
  'provided head humans contains seems learn along class energy train side important low decreases album reach face service interest inside ' +
  'date sold largest local recommend walk least charge lost fight athlete officials possible manager price members hope usually ball expected ' +
  'view word army affect using share far conversation example served bit currently believe problem level educational app wait call enough case ' +
  'return combined music attack cell past season original meet artist line character owned feet common record rock document hint power idea cut ' +
  'able ground match matter summarize dropped road strong general considered true technology speak period output apart single science issues ' +
  'video post determine slow fun president getting kind war lrb rrb pressure hand rise village sports brother term couple teacher regarding ' +
  'series institution parents object visit notices nice enjoy morning john actually experience joined failed someone section full sign ' +
  'newspaper major earlier response scored travel market cool replace pretty temperature particularly sources doing remove needed heat further ' +
  'public probably style involved executive worth control performance tried real scene drink designed rule sound mother highest club heart deal ' +
  'international hit history beat songs ago boy improve miles due weekend son related dollars customers unit published event center sometimes ' +
  'tree whole yet bio edit dog anything pulled sense shot politics towards rolling ordered blood land average national scientist sister ' +
  'treatment recently project stand check expanded mine program save simple mass authorities label wife white county fire range scale clear ' +
  'throw law drive south wednesday buying red material ability battle staff mentioned shop located user fish collected everything singer ' +
  'subject century certain earn live raise fan version occurs surprised outside perturbation showed island image sex flow stock react logic ' +
  'measure available college caught situation surface especially river poor injured role famous complex doctor chances special dinner station ' +
  'sales already features mountain operating free listen burned bus size soon region quality front compared research tone explains phone ' +
  'football investment mind military daughter bar file cookies supply operation ice north methods central organization population cards finally ' +
  'race wall box concise black agree arrest cops fill happy course table door helping draw space cold prepared political website quite weight ' +
  'value successful remember arrived description photo accepts proposed ride court eye clean simply bowling wine leaves easily select ended ' +
  'background challenge social percent university behind suitable extra wood layer language computer leg speed hot concerns conditions message ' +
  'attempt peter influence various stay anyone announced middle spread lack health blocks guess media marked serious oil understand rather ' +
  'themed strike society faster father goal modern condense painting atmosphere gas addition distance driving letters everyone band success ' +
  'oxygen performed decision suspect study skin either opposite senior effort adult arrives wore convey pages park wrong thursday beautiful ' +
  'molecules duplicates maybe judge prison individual regular future southern exercise track protect waste guy survival boat trip difficult cat ' +
  'exactly input activity practice field stage else comedy mix himself capital afternoon substance pair quarter host passengers introduced gain ' +
  'alleged engaging floor farm politician weather james economy enter teenagers ship horror refers rewrite color damage warm federal predict ' +
  'forward grade art lowest television bill birds security fly creating perfect enjoyed throughout novel professional indirectly breath ' +
  'disappointed culture otherwise paper administrator window answerable discovered impacting empty bored easy actress sorry campaign species ' +
  'sea wind offering saying bottom launched mobile cast relationship model disease assuming election definitely lies restaurant bank beginning ' +
  'round device soft trade east private cover sun forgot eventually respected pounds surrounding terrible caps waves approach essentials rain ' +
  'gathered coast focused completed command escape adopted coach division connected fear contact border itself proteins meal commercial ' +
  'absorbed themselves prevent hospital seeds weaker lake seat eggs delivered maintained threatened figure exist ahead resistance tired ' +
  'conflict favorite shown cross string brief accused self attraction kick examining acid completely lisa civil attorney height fuel depicts ' +
  'deep limited elaborate west ticket divide library standard dance global consists credit unnecessary repeat reflect wish package career ' +
  'despite double myself gun manufacturer community green ignoring budget yesterday declared roommate physical length search pop iron similar ' +
  'investigating agency fault incident ocean screen dish density progress biggest author camp earth entertaining abstract department medical ' +
  'account baby wondering outline founder electrons clothes portion convinced prosecutors interview foreign demand separate breakfast ' +
  'associated advanced intends employees argued invasion attend concentrated farther push extremely excessively struggles debate dialog ' +
  'previous wounded crash seek cups target composer lungs realized dry daily equivalent pump honestly troops rape shaped alley prom chastised ' +
  'vehicle invaded refused husband calculate bag carried behavior funding referred stuff network warned constantly data covered gift template ' +
  'harass crazy blue board belong emergency celebrated advisers access soil violent investigation storyline magazine risk particles software ' +
  'entire split neighbors distributed revealed sandwich nearby concentration fat online thin soldiers tomorrow remote dress smoking remarks ' +
  'rich expensive freezes voice corner apples contributed grass vegetation motion cancer truck branch membrane variety liquid disco sort wide ' +
  'multiple cash alone explored loss horse flight murder avoid clouds defending exchange american western items smitten represented automatic ' +
  'restrict equal darker'

const stems = new Set(COMMON.split(' ').map(stemOf))
export const isCommon = (stem: string): boolean => stems.has(stem)
