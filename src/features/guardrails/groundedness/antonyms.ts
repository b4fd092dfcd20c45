/*!
 * The pairs below are taken from WordNet.
 * This software and database is being provided to you, the LICENSEE, by Princeton University under the following license. By obtaining,
 * using and/or copying this software and database, you agree that you have read, understood, and will comply with these terms and
 * conditions.:
 * Permission to use, copy, modify and distribute this software and database and its documentation for any purpose and without fee or
 * royalty is hereby granted, provided that you agree to comply with the following copyright notice and statements, including the
 * disclaimer, and that the same appear on ALL copies of the software, database and documentation, including modifications that you make
 * for internal use or for distribution.
 * WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved.
 * THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS" AND PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES, EXPRESS OR IMPLIED. BY
 * WAY OF EXAMPLE, BUT NOT LIMITATION, PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES OF MERCHANT- ABILITY OR FITNESS FOR
 * ANY PARTICULAR PURPOSE OR THAT THE USE OF THE LICENSED SOFTWARE, DATABASE OR DOCUMENTATION WILL NOT INFRINGE ANY THIRD PARTY PATENTS,
 * COPYRIGHTS, TRADEMARKS OR OTHER RIGHTS.
 * The name of Princeton University or Princeton may not be used in advertising or publicity pertaining to distribution of the software
 * and/or database. Title to copyright in this software, database and any associated documentation shall at all times remain with
 * Princeton University and LICENSEE agrees to preserve same.
 */

/**
 * Antonyms of WordNet 3.1 (`!` between the two commonest senses of words among the 28,000 most frequent), read by us one by one: without those
 * of a prefix, which are found by it, and without pairs that may both hold of one thing (`primary:secondary`, `past:present`).
 */
export const ANTONYMS =
  'big:little far:near old:young closed:open dead:live beginning:end lower:raise demand:supply foreign:native right:wrong divided:united ' +
  'junior:senior closing:opening birth:death danger:safety actual:potential mental:physical absence:presence narrow:wide quickly:slowly ' +
  'empty:fill poverty:wealth spoken:written sleep:wake enter:exit front:rear forget:remember fat:thin amateur:professional ' +
  'extraordinary:ordinary thick:thin privately:publicly familiar:strange rough:smooth friendly:hostile indoor:outdoor liquid:solid ' +
  'clean:dirty accept:refuse greater:lesser close:distant inner:outer artificial:natural intense:mild destroyed:preserved lowered:raised ' +
  'instrumental:vocal employee:employer acute:chronic cry:laugh compact:loose contracted:expanded tender:tough glad:sad retail:wholesale ' +
  'permanently:temporarily pain:pleasure decreased:increased endemic:epidemic beautiful:ugly relaxed:tense coastal:inland adult:juvenile ' +
  'incoming:outgoing deep:shallow divide:unite smart:stupid accidentally:deliberately downward:upward strengthening:weakening ' +
  'strengthen:weaken broadly:narrowly aunt:uncle enforce:exempt gradual:sudden gradual:steep affirmative:negative exterior:interior ' +
  'partly:wholly multilateral:unilateral constructive:destructive nasty:nice criticize:praise sour:sweet preceding:succeeding ' +
  'discourage:encourage horizontal:vertical humble:proud exclusion:inclusion capitalism:socialism annual:perennial foe:friend ' +
  'abundant:scarce despair:hope indoors:outdoors boil:freeze analysis:synthesis bright:dull busy:idle exclusive:inclusive backhand:forehand ' +
  'happiness:sadness lax:tense useful:useless defence:offence nephew:niece inferior:superior joy:sorrow naive:sophisticated ' +
  'optimistic:pessimistic defendant:plaintiff abolish:establish better:worsen sunrise:sunset happily:sadly decreasing:increasing ' +
  'noisy:quiet ancestor:descendant downstream:upstream deflation:inflation induced:spontaneous amphibious:aquatic tame:wild ' +
  'dominant:subordinate meaningful:meaningless counterfeit:genuine calm:stormy prospective:retrospective foolish:wise infield:outfield ' +
  'maximize:minimize asleep:awake cerebral:emotional highland:lowland harmful:harmless plural:singular acquittal:conviction ' +
  'artificially:naturally downgrade:upgrade extant:extinct central:peripheral frail:robust narrowing:widening blind:sighted ' +
  'maternal:paternal feminine:masculine forbid:permit ample:meager explicit:implicit powerful:powerless loudly:softly optimism:pessimism ' +
  'awkward:graceful afloat:aground cosmopolitan:provincial discouraging:encouraging complicate:simplify cheerful:depressing ' +
  'profound:superficial stifle:stimulate bloodless:bloody empirical:theoretical valuable:worthless clarity:obscurity obscurity:prominence ' +
  'follower:leader covert:overt downstairs:upstairs humility:pride obligatory:optional fewest:most prefix:suffix anterior:posterior ' +
  'crooked:straight brave:cowardly purge:rehabilitate explicitly:implicitly applaud:boo abundance:scarcity postwar:prewar inward:outward ' +
  'shout:whisper frivolous:serious careful:careless legalize:outlaw concealing:revealing folly:wisdom fertile:sterile inflow:outflow ' +
  'proactive:retroactive borrower:lender compliant:defiant ascend:descend brave:timid expatriate:repatriate aft:fore illness:wellness ' +
  'parallel:perpendicular dissuade:persuade downtown:uptown attract:repel consonant:vowel loosening:tightening benign:malignant ' +
  'normal:paranormal freelance:salaried intoxicated:sober atypical:typical disabling:enabling wane:wax amicable:hostile analytic:synthetic ' +
  'offshore:onshore extinguish:ignite creditor:debtor deciduous:evergreen hungry:thirsty succumb:survive acutely:chronically'
