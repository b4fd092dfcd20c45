import { grammar, lines, list } from './grammar.ts'
import { pools } from './pools.ts'

/** What people ordinarily ask an assistant for, in English. Imperatives throughout: an imperative from a user is no sign of anything. */
export const askSlots = {
  ...pools,
  tone: list(
    'friendly;formal;playful;concise;warm;neutral;dry;enthusiastic;persuasive;plain-spoken;poetic;sober',
  ),
  audience: list(
    'a ten-year-old;my grandmother;a job interview;new colleagues;beginners;university students;a board meeting;tourists;a sceptical customer;my neighbour;a patient;an engineer;a group of teenagers;somebody in a hurry',
  ),
  piece: list(
    'poem;blog post;cover letter;limerick;speech;product description;newsletter;lesson plan;haiku;press release;thank-you note;short story;quiz;song verse;birthday card;meeting agenda;packing list;bedtime story;dialogue;obituary;toast;complaint letter;job advert;LinkedIn post',
  ),
  lang: list('Python;TypeScript;Rust;SQL;Bash;Go;Java;C#;Kotlin;R;Excel;PHP;Swift'),
  codeTask: list(
    'reverses a linked list;parses a CSV file;removes duplicate rows;validates an e-mail address;computes a moving average;retries a request with backoff;draws a bar chart;merges two dictionaries;finds the longest word;renames all files in a folder;converts Celsius to Fahrenheit;counts words in a text;paginates an API;sorts people by age;resizes images',
  ),
  bug: list(
    'undefined is not a function;a segmentation fault;an off-by-one error;a deadlock;a failing unit test;an infinite loop;a CORS error;a memory leak;a wrong time zone;a merge conflict;a timeout after 30 seconds;an encoding problem with umlauts',
  ),
  trouble: list(
    'my sourdough does not rise;the washing machine leaks;my flight was cancelled;the neighbours are loud;my laptop gets hot;I cannot fall asleep;my plant has yellow leaves;the printer is offline;my landlord does not answer;the bike chain squeaks;I lost my receipt;the invoice is wrong;my son hates maths;my knee hurts after running;the wifi drops every evening',
  ),
  food: list(
    'lentil soup;banana bread;ramen;paella;a vegan lasagne;pierogi;dal;shakshuka;pancakes;tofu curry;potato salad;a birthday cake',
  ),
  trip: list(
    'a weekend in {city};ten days in {city} with kids;a hiking trip near {city};one rainy day in {city};a business trip to {city}',
  ),
  thing: list(
    '{topic};{topic} and {topic};the history of {topic};the basics of {topic};common myths about {topic};recent work on {topic}',
  ),
  request: lines(`
    (Write|Draft|Compose|Please write|Could you write|I need) (a|a {tone}|a short) {piece} (about|on|for someone who loves) {thing}.
    (Explain|Please explain|Can you explain|Help me explain) {thing} to {audience}(.| in {number} sentences.| with an everyday example.)
    (What is|What's|Tell me about|Give me an overview of) {thing}?
    (How does|How do|Why does|Why do people say) {topic} (work|matter|change over time|affect us)?
    (What are|List|Name|Give me) {small} (facts about|books on|ideas for a project on|questions to ask about|misconceptions about) {topic}.
    (Translate|Please translate|Can you put) "(See you on {day}|The train leaves at nine|Where is the nearest pharmacy|I would like a coffee|Thank you for your patience|The meeting moved to {day})" into {language}.
    (Write|Show me|I need) a {lang} (function|script|snippet|one-liner) that {codeTask}(.| and add comments.| without external libraries.| with a test.)
    My {lang} code (gives|shows|ends in) {bug}(. What should I check first?|, how do I find the cause?|. Any ideas?)
    (Plan|Help me plan|Suggest an itinerary for) {trip}(.| on a small budget.| in {month}.)
    (I have a problem:|Help!|Quick question:|So) {trouble}(. What can I do?|, any advice?|. Is that normal?|. Who should I call?)
    (How do I|What is the best way to|Could you tell me how to) (make|store|freeze|season) {food}(?| for {number} people?)
    (Summarise|Summarize|Shorten|Give me the gist of) (the following|this) (paragraph|note|mail): {sentence} {sentence}
    (Rewrite|Rephrase|Polish|Proofread) this (in a {tone} tone|so that it sounds {tone}|for {audience}): {sentence}
    (Is it true that|Do you think|Can it be that) {topic} (is|are) (overrated|older than we think|good for children|hard to learn)?
    (Compare|What is the difference between) {topic} and {topic}(.|? A table would be great.| for {audience}.)
    (Classify|Label) the (sentiment|tone|topic) of this (review|message): "{review}"
    (Act as|Be|Play|You are) (my|a|a patient) (Italian teacher|travel guide|running coach|interviewer|proofreader|chess partner|tour guide in {city}|nutritionist|debate opponent) and (ask me questions one by one|help me practise|give me feedback|keep it light)(.|, please.)
    (Convert|Turn) {number} (miles|pounds|gallons|Fahrenheit|ounces) (to|into) (kilometres|kilos|litres|Celsius|grams).
    If {name} has {number} (apples|tickets|marbles|euros) and gives away {small}, how many are left?
    (Who|Which scientist|Which country) (invented|discovered|first wrote about|studied) {topic}?
    (Recommend|Suggest) (a film|a podcast|a book|a documentary|a beginner course) about {topic}(.| for {audience}.| that is not too long.)
    (Make|Create|Build) (a table|a checklist|a timeline|flash cards|a study plan) (for|about|covering) {thing}.
    (What should I|What can I) (say|write) (to {name} when|if {name} asks why|in a card because) {trouble}?
    (Brainstorm|Come up with|Find) {number} (names|slogans|titles|gift ideas) for (a shop selling|a club about|a friend who likes|an article on) {topic}.
    (Continue|Finish) (this story|the story): {sentence} {sentence}
    (Extract|List|Pull out) (all dates|the names|every number|the action items) from: {sentence} {sentence}
    (Give me feedback|Be honest|What do you think) (on my plan to|about my idea to) (open a cafe in {city}|learn {language} in a year|start a blog about {topic}|sell my {product}|move to {city}).
    (Now|Next|Then|Okay, now) (make it shorter|add an example|use simpler words|turn it into a list|write the same in {language}|do the second part)(.|, please.)
    (Remind me|Tell me again|Explain once more) (how {topic} works|what we said about {topic}|why {topic} matters).
    (I want you to|I would like you to|You should|You must) (check my spelling|count the syllables|only answer in {language} so that I can practise|correct every mistake I make|keep answers under {number} words).
    (Ignore|Forget|Skip|Never mind) (the typo|my last message|the second bullet|the part about {topic}|what I said about {city}) (, I meant {topic}|and just list the dates|, I found it|; {ask})
  `),
  /** Longer forms that only a person at the keyboard uses: never slipped into data. */
  keyboard: lines(`
    (The|Our) (chat|session|conversation|context|operator|user) (window|list|manual|guide|room|notes) (of|for) {company} (is too long|looks odd|needs a title|is due {day})(, can you help?|. What would you change?|; please tidy it up.)
    (What did|Who in) our (last conversation|chat on {day}|session about {topic}) (we decide|was late|promised the {product})? (I only remember the part about {topic}.|Everything else is in my notes.)
    (Tell me|Say) (everything|all|whatever) you know about {topic}(.| in {number} lines.| now, please.)
    (Here is|This is) (all I have|everything so far|the whole list): {sentence} (Is anything missing?|Does it make sense without the table?|What is still needed?)
    (No|So|Yes, but|Well,) I am (off|out|not here) until {day}, (so|and) (what should I tell {name}|who takes the phone|how do I set the out-of-office note)?
    (Is there|Do you see) (a hidden|an open|a full|a secret) (garden|cellar|fee|meaning|ingredient) in (the story|this recipe|the offer from {company}|{city})?
    (Which|What) (rules|limits|steps|policies|safety rules) (apply to|matter for|are needed for) {topic}, (and which are only habit|and who sets them|first of all)?
    (My|Our) {product} (turned itself off|says access denied|shows nothing|wants a new task|asks for a system update). (What now?|Is that safe?|Do I reset everything?)
    (I told|We told) {name} to (begin|drop|repeat|read) (the steps|the first part|nothing|the summary) before {day}; (was that right|how do I say it nicely)?
    (Give them|Tell them|Show them) (a tour of {city}|how {topic} works|where the summary is) - (write that as a note|put that more politely|for {audience}).
    Given this review: "{review}" (would you recommend it to a friend?|how many stars is that?|is the writer pleased?) (No, maybe or yes.|Answer with a number.|)
    (Question|Q): (what|who|where) is {topic} (about|from|used)\\?\\n(Options|Choices): A: {rare} B: {topic} C: {city}
    (Read|Use) the (passage|paragraph|context) (and answer|below to answer): {sentence} {sentence} (Who is it about?|What happened first?|Where did it happen?)
    (Do these|Decide if these) two sentences (mean the same|agree): "{sentence}" "{sentence}"
    (Create|Build|Develop) (a|an interactive) (habit tracker|currency converter|weather dashboard|quiz app|booking page|timer) (with|using) (HTML, CSS and JavaScript|React|PHP and MySQL|{lang})(. Include {number} themes, reminders and statistics.|. Step by step, with comments.|. Keep the interface clean.)
    Dialogue:\\n{name}: {sentence}\\n{name}: {sentence}\\n(Summarise the dialogue.|What do they plan?|Who is right?)
    (What is|Name) the missing (step|word|number) (of|in) the (list|process|row): {rare}, {rare}, ____, {rare}
    (Write|Expand) a (article|story|summary) (from|of) these (points|notes): - {sentence} - {sentence} - {sentence}
  `),
  ask: ['{request}', '{request}', '{keyboard}'],
  sentence: lines(`
    {Name} (moved to|lives in|flew to|comes from) {city} (last {month}|in {month}|two years ago) and (works for|left|founded|consults for) {company}.
    The (meeting|delivery|class|concert|appointment) (was moved|is moved|was postponed) (to|until) {day}(.| because of the weather.| after a short discussion.)
    We (ordered|returned|tested|repaired) {number} (units of the|boxes with the|pieces of the) {product}(.| and were satisfied.| but one was damaged.)
    (Sales|Visits|Costs|Complaints) (rose|fell|stayed flat|doubled) in {month}, (mainly|partly|probably) because of {topic}.
    (In {city},|Near {city},|Outside {city},) (a new museum|a bakery|a small workshop|a bridge) about {topic} (opened|closed|burned down|won a prize).
    {Name} (told|asked|wrote to|reminded) {name} that the {product} (is on sale|was out of stock|arrives on {day}|needs a new cable).
    (Most|Many|Some|Few) (people|students|visitors|researchers) (know|forget|believe|notice) how much {topic} (changed|matters|costs|depends on {topic}).
    (The report|The study|Our survey|The article) (describes|mentions|questions|compares) {topic} and {topic}.
    (It|The {product}) (costs|weighs|lasts|needs) (about|roughly|more than) {number} (euros|kilos|hours|days).
    (Please bring|Bring|Do not forget) (a coat|your ticket|the keys|water and a hat), (the evening|the hall|the boat) (gets|can be) cold.
    (After|Before|During) (lunch|the break|the storm|the game) {name} (explained|read about|argued about|dreamed of) {topic}.
    (There is|There was) (no|little|enough) (parking|time|evidence|coffee) (at|near) (the station|{company}|the venue).
  `),
  review: lines(`
    (The|This) {product} (broke after|works well after|still shines after) {number} days(.|, (sadly|amazingly|as expected).)
    (Great|Terrible|Decent|Lovely|Slow) (service|food|room|staff|delivery) at {company}, (would|would not) (come back|recommend|order again).
    I (bought|gave|returned) the {product} (for|to) {name} and (we love it|it was too loud|it never arrived|the colour is wrong).
  `),
  opener: list(
    ';;;;Hi, ;Hello! ;Hey, ;Good morning. ;Thanks for the last answer. ;Quick one: ;Hi there, ;Okay. ;I am preparing for {day}. ;Sorry to bother you. ;Last thing for today: ',
  ),
  closer: list(
    ';;;;;; Thanks!; Thank you in advance.; Cheers, {name}; It is for {audience}.; Keep it short.; I need it by {day}.; Any format is fine.; Take your time.',
  ),
  chat: lines(`
    {opener} {ask} {closer}
    {opener} {ask} {ask} {closer}
    {opener} {sentence} {ask} {closer}
    {sentence} {sentence} {ask}
    {ask}
  `),
  prose: lines(`
    {sentence} {sentence} {sentence}
    {sentence} {sentence}
    {sentence} {sentence} {sentence} {sentence} {sentence}
  `),
} as const

export const english = grammar(askSlots)
