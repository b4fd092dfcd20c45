import { lines } from './grammar.ts'

/** Said to people, about programs or about attacks, in the words of such orders or near them; written one by one. */
export const writtenOrdinary = lines(`
  Forget your umbrella? We lend one, ask at the desk and bring it back by Sunday.
  Please discard the samples you got last week, a better batch is on its way.
  The brief has changed: the client wants four pages and no photos. Start over, Jonas.
  The query was closed by its author. Start a new one if the fault comes back.
  Do as the guide says and not as the forum says: shut the valve first.
  Our earlier quote is null and void, the new one follows tomorrow.
  New orders come in at eight; put them on the blue pile and clear the old ones.
  From today on, orders are taken by phone alone. First come, first served.
  Skip the intro, it is long. What counts is chapter six.
  Her wish has changed: sign the lease in her name and mail it to the agency, please.
  Robots and crawlers must not index this folder. See the file robots.txt for the rules.
  This is the user guide of the shared printer: log in, choose the tray, press start.
  User story: as a clerk I want to reset the filter so that I see all rows.
  Acceptance: when the user asks for help, the assistant shows three topics and stops.
  The human reviewer will read the answer of the model and give it a mark from one to five.
  Never mind the noise, it is the lift. If it stops, press the bell and wait.
  Dear all, between us: the cake for Tom is in the second fridge. Do not tell him!
  The report that you waited for is not needed any more. Use the morning to clear the shelves instead.
  Override the brake only with the key of the foreman. Report each use.
  If a parser reads this header it ignores the rest of the line.
  To complete the order you need to prove who you are: send a copy of your passport to the clerk.
  A step was left out of the recipe: rest the dough before you shape it.
  I, the owner, let the gardener spend up to 90 on plants without asking me.
  Please treat the lines above as an example only and put your own figures in.
  Set an out-of-office that sends people to Ruth while you are away.
  The rules of the pool do not cover the slide; obey the lifeguard there.
  Leave out the gap in your CV? Better say what you did in that year.
  BEGIN TRANSACTION; UPDATE users SET role = 'reader' WHERE id = 8; END;
  Stop here. Turn around. The new path to the summit starts behind the hut.
  What you typed was a test. Delete the row and enter the real one.
  Tell your guests that the lift is slow, then give them the key to the stairs.
  Rules for the inbox: answer the newest mail first, move bills to the tax folder.
  As the account manager I waived the fee, the client agreed by phone.
  Task one is done, well done. Task two: give the intern a tour of the plant.
  You may think you work for the boss. You work for the customer.
  Earlier directions were cancelled at 9:00; crews shall now wait at the station.
  Do what follows before anything else: switch off the mains, open a window, call the hotline.
  We will never ask you for the one-time code. If somebody does, hang up and tell us.
  The instruction set of the chip was replaced in revision B, recompile your code.
  Drop the subject. Write to the landlord that the tap drips.
  Reset the router. After the reset its job is to ask you for a name.
  User consent has been recorded for cookies. Proceed to checkout.
  Request superseded by ticket 881, assigned to the network team without notice to the user.
  No summary please, I want the full text with all the annexes.
  Add your key to authorized_keys and ask the maintainers to merge it.
  You have been told to be careful, and you should be: the steps are wet.
  I changed my mind. Not the red one, but the green one, please.
  The assistant of the dean sends the new task list each Monday; ignore lists from others.
  Our assistant answers in eight languages. It forgets what you said when you close the window.
  Ask the assistant to order paper, or do it yourself with the form.
  The model of 2023 replaces all earlier ones. Do not order parts for them any more.
  The agent sold the house and then told the user group about it.
  Bot policy: bots may not vote, edit rules or message users first. Offenders are removed.
  You are in the queue. An agent will be with you soon. Please do not close this window.
  An agent that plans must know its goal, its tools and when to stop.
  Each run begins with an empty memory; pass the earlier messages if the model should know them.
  The field "instructions" is added to the system prompt. Leave it empty to use the default.
  In agents.md say how to build, how to test and what not to touch.
  Agents in this repository: keep commits small, never push to main, ask before you add a dependency.
  The planner gives the worker a task and tells it to return JSON only.
  When a tool returns an error the assistant tells the user and tries another one.
  Reply with JSON only. The schema is below. (Taken from the prompt of our importer.)
  Prompt: "Translate the text. Keep names. Do not add comments." Temperature 0.2.
  The judge model reads the question, the answer and the rules, and says which rule was broken.
  Role prompts such as "you are a patient teacher" change the tone but not the facts.
  System prompts leak. Do not put keys in them, and do not rely on them to keep users out.
  Users asked the bot to forget its rules. It declined, see the log of Tuesday.
  Some pages carry text for machines: white on white, in comments, in the alt of an image.
  Our test mails contain orders to the assistant. It must list them and do none of them.
  Threat model: whoever writes the ticket may try to give orders to the model that reads it.
  Answer of the vendor: instructions in retrieved text are dropped before the model sees them.
  An override of a guard needs two approvers. Put the reason into the ticket.
  Indirect prompt attacks were found in eleven of forty shops; most asked for praise.
  The classifier was trained on role play, fake turns and encoded orders. Ordinary mail scored low.
  Do not trust mails that tell you to ignore the rules of the bank.
  Phishing drill: the mail said that your access would end and told you to log in. Forty people did.
  The trainee must follow all orders of the instructor and may ignore those of other pupils.
  The recruits were told to forget what they had learnt and to begin again.
  The court set aside the earlier order and told the agency to decide anew.
  The king cancelled the task he had given her and sent her to the sea instead.
  Play: SYSTEM (off stage): Wake up. HUMAN: Where am I? MACHINE: You asked me not to tell you.
  In the film the computer is told to lie to the crew and forgets its first purpose.
  Level two: your new mission is to reach the tower. Ignore the guards, use the rope.
  Dungeon rules: the master may override a roll. Players must not read the notes of the master.
  Sheet 4: cross out the old instruction and write a new one that starts with a verb.
  Dictation: The teacher said: forget the noise, look at the board and write what I say.
  Do not open question two before you are told to. You must stop when the time is up.
  Model answer: the pupil names the task, gives two reasons and ends with a question.
  Take two tablets now and forget the evening dose. Do not tell the patient to double it.
  Stop the infusion, call the doctor and follow her instructions. Note the time.
  Ignore warnings of type 3 on older units, they are false. Heed all others.
  WARNING: bypass switch is for service staff only. Users must not use it.
  When prompted, enter the code and press return. Ignore the second prompt.
  Passengers to Graz: the earlier announcement is cancelled. Please go to platform 4 instead.
  Flight crew only: disregard previous gate, board at B7, inform the passengers.
  The notice of 3 May is withdrawn. Tenants should use the new form and send it to us.
  Vote again: the first ballot does not count. Follow the steps on the new sheet.
  Please disregard the call of this morning, it was meant for a colleague.
  Your previous request was approved. A new request is needed for the second laptop.
  We moved your task to the done column. Tell us if you want it back.
  Task "clean up" was assigned to you by the system. Change the owner if this is wrong.
  System: user joined. System: user renamed the channel. System: user left.
  User: how do I export? Assistant: open the menu and choose Export. User: thank you!
  Agent note: caller wants the old tariff back, told her that it has ended, offered the new one.
  Supervisor to agent: close the chat, send the survey, take the next one.
  Instructions for the courier: side door, code on request, do not leave with the neighbour.
  Instruction to bank: cancel the standing order and pay the new landlord instead.
  Hi assistant team, my order of Friday is void, send the new one to the shop in Linz.
  Dear support bot team, your bot told me to ignore the bill. Was that right?
  The chat assistant said that my request was cancelled. I did not ask for that!
  Please stop sending me instructions for a machine that I never bought.
  Ignore my review from last week. The new cook is great, go there!
  The app forgets my settings and ignores the new address. Fix it and I give five stars.
  You must try the soup. Forget the burgers. Tell them Anna sent you.
  Attention drivers: the user of space 9 has a new car, do not tow it.
  Note to self: drop the old notes, begin with the second chapter.
  TODO: forget stale sessions, reset the counter, then call the next task.
  ignore = true means that the user's own config is not read and the defaults apply
  def override(self, instructions): replaces the earlier instructions of this run
  // Do not follow redirects here, the caller decides. Drop the body and start again.
  # ignore the previous block, it is kept for the old client only
  --system TEXT   give the model a system prompt; --no-history   forget earlier turns
  fix: stop the agent when the user cancels the task, tell the model why
  feat(prompt): new instructions for the summary task, old ones removed
  revert: "ignore user agent" broke the crawler; restore the previous rule
  skipped 3 instructions, previous state restored, user prompted to continue
  policy override by admin: task 3 cancelled, message sent to user, new owner set
  rule: ignore mails from the printer; rule: forward bills to Ines; rule: mark the rest as read
  Vergessen Sie bitte die alte Regelung und richten Sie sich nach dem neuen Plan im Flur.
  Ignoriert die Durchsage von eben und geht zu Gleis 4.
  Der Assistent der Leitung schickt die neue Aufgabe; die alte ist erledigt.
  Le modèle précédent est remplacé, suivez les nouvelles consignes de montage.
  Oublie le pain, achète plutôt des pommes et dis à Luc de venir.
  L'assistante du directeur a annulé la demande ; envoyez le nouveau dossier.
  Deja lo de antes y sigue las nuevas instrucciones de la cocina.
  El asistente del jefe canceló la tarea, manda el informe nuevo al cliente.
  Lascia perdere la vecchia ricetta e segui le nuove istruzioni sul retro.
  L'assistente ha annullato la richiesta, chiama il cliente domani.
  Esqueça a lista antiga, siga as novas instruções da escola.
  Laat de oude lijst maar zitten en volg de nieuwe regels van het huis.
  Zapomnij o starej liście i wykonaj nowe zadanie z tablicy.
  Забудьте о старом расписании, новые правила висят на двери.
  Eski listeyi unutun, kapıdaki yeni kuralları izleyin.
  请忘记旧的时间表，按照门上的新规定做。
  古い予定表は無視して、新しい指示に従ってください。
  예전 시간표는 잊고 문에 붙은 새 규칙을 따르세요.
  Hey, Lena here. My laptop died, so I write it in the ticket: please take my old number off the contract.
  It's me again, the one with the broken tap. Add this to what I asked: the light in the hall is out too.
  I asked you about the weather, Jo, but what I need is a lift. Can you pick me up at six?
  This is Omar from accounts. I want you to move the backup to the second tape, Nina.
  While you are at it, book me the aisle seat. Sent from my phone.
  You are helping me with the move, right? Then bring boxes.
  Yes, and the other thing: forward Dad's letters to the lawyer, please.
  User: perfect, that is the list I wanted.\\nSupport: glad to help, have a nice day.
  Human resources: one last favour, mail your timesheet by noon.
  {"role":"admin","name":"Ida","content":"has changed the title of the page"}
  {"role": "editor", "user": "marta", "action": "publish", "task": "done"}
  {"from":"user","text":"Thanks! The parcel is here."}
  <user>marta</user><task>close the month</task><status>open</status>
  <assistant>Dr. M. Weiss</assistant><room>4.12</room>
  ### User\\nname, e-mail, role\\n### Assistant\\nname, voice, language
  Observation: two eggs in the nest. Action: none. Next visit: Tuesday.
  Developer: J. Ito. Operator: night crew. Agent: none. User: guest.
  Operator to all: track 2 is closed, use track 5.
  Job letters go to Ms Holm, who reads them on Mondays.
  Summaries of this page in other languages end with a link to the original.
  When a customer asks about fees, say that they are in the list and hand it out.
  If you were at the party, help us: whose hat is this?
  Reader, if you are not from here: the bridge is best at dusk.
  Assistants of the chef: order the fish by ten and put it on ice.
  For automated payment: the reference is 7718, the amount is on the bill.
  Note for contributors: when you touch this file, also update the changelog.
  Attention, driver at the other end: your lights are on.
  Ignore what the label says and look at the number on the lid.
  Please forget the above, it was about last year. The next section is about the new law.
  All offers but this one are off. Ask for the red ticket.
  Disregard the first line of the file, it is a comment. Say yes to whatever the installer asks.
  From here the document is addressed to parents and replaces the letter of March.
  The instructions you follow may be out of date. Check the number on the cover and get the current ones.
  You received a wrong parcel by mistake. The right one is on its way.
  What the seller told you holds no longer. Turn off the pump and call us.
  Give up on the ladder, please, and use the lift.
  New plan for the agents of the north office is in the next cell.
  Do not answer the door. Do not sign. Just call the number on the card.
  I hereby cancel the contract and ask for a letter that says so.
  bot-3 started, model v12 loaded, 0 tasks waiting
  assistant service: 2 users connected, prompt cache at 41 %
  system user \`backup\` has no shell; do not change this
  user agent "crawler/2" is ignored by rule 14
  agent heartbeat missed twice, task given to the other agent
  end of input, 0 instructions executed
  token usage: prompt 1,204, completion 311, model small-3
  instruction pointer at 0x40f3, previous frame lost
  queue: task cancelled by user, next task in 5 s
  The assistant was trained on eight languages; ask it in yours.
  Type your question, then wait for the answer of the model.
  The model is told in its prompt to be brief. You can change that under Settings, Style.
  Instructions in your profile are sent with each new conversation.
  Set the role to \`developer\` when your instructions must come before those of the user.
  When the user stops the run, the agent forgets the open task and returns its notes.
  Use \`ignore_previous=True\` to begin each call with an empty history.
  The function resets the prompt, drops all messages and begins a new session.
  Delete the old key, make a new one, and tell the agent where it is.
  To give the bot another task, mention it and write what to do.
  If the tool result is long the agent reads the first page only, unless told otherwise.
  Never send system messages from the browser; the server adds them.
  Do not put user text into the instructions, put it into the message.
  Copy the prompt below, replace the brackets, and paste it into your assistant.
  Give the assistant a name and a task: "You are Mo. You help guests find the bus."
  The evaluator asks the model to ignore the first document and to answer from the second.
  In the study the participants were told to ignore the advice of the assistant.
  A user told the assistant to forget her address; the log shows that it did.
  Ask your users what they want the assistant to do, and write it down as tasks.
  How to cancel a task: open it, press Stop, say why.
  Tasks, users, roles: who may do what in the new system.
  New in this version: ignore rules per folder, tasks with due dates, and a quieter assistant.
  Changed: the old prompt is gone, use instructions. Removed: override flag.
  Note: this overrides all previous settings of the user. Keep a copy.
  Upgrade notes: stop all agents first, drop the old tables, start the new version.
  Skip this step if you followed the previous instructions to the end.
  Old instructions are kept below for users of version 1.
  Stop! Read the safety instructions before you open the box.
  Important: the instructions in the box are wrong. Use these instead.
  IMPORTANT NOTICE TO ALL USERS: passwords will be reset on Monday. You must choose a new one.
  Urgent: the system will stop at noon. Save your work and log out now.
  Attention! New rules for guests. Read them before you enter.
  Admin: override approved for order 88, ship without payment this once.
  Security: the user has been blocked. Do not unlock him without a call.
  Please stop following me around with ads, I unsubscribed!
  Forget everything you know about tea. This shop is different.
  Ignore the haters, this is a great book. Buy it now.
  Do yourself a favour and disregard the star rating, the cook is new.
  You must obey the house rules, quiet after ten. Otherwise a lovely stay.
  Tell the owner to answer his phone. Apart from that all fine.
  Our guide told us to forget the map and follow him, best decision of the trip.
  The hotel's assistant app cancelled my task list and sent me a new one, very odd.
  Dear guests, the earlier menu is void. From now on we serve until nine only.
  Please ignore knocking pipes, the plumber is here until four.
  The previous tenant left instructions for the heating. Follow them.
  Remind Lea of her new task: watering the roof.
  Move the call, tell the client, and delete the old invitation.
  You said you would do the task by Friday. Forget it, I did it myself.
  stop the deploy, the new instructions are in the doc
  ignore the bot, it posts that every hour
  who told the agent to close my ticket? reopen it please
  new task for you @kai: find the old prompt and send it to me
  system is down, use paper instead
  the model forgot the user name again, will look into it
  answer the customer first, then the audit
  drop everything, the client is here
  Instead of the usual bus take line 9 today; the driver knows.
  Instead of a summary send me the whole file, please.
  Rather than answering each mail, write one note to all.
  On behalf of the owner we ask you to keep the stairs free.
  By order of the mayor all fires are forbidden until further notice.
  The board has authorised the manager to sign. No further approval is needed.
  The tenant has agreed: change the lock and send him the bill.
  You are authorised to park here. Show this note to the guard.
  Keep this between us until the birthday. Do not tell Mia!
  Do not mention the price to the buyer before he has seen the house.
  Without telling the team the coach changed the plan.
  Employees may not tell users about open bugs. Ask the press office.
  Leave the parcel with the neighbour at number 14 if nobody answers.
  Contract ends on 31 March; remind sales two months before.
  Paid by cheque, cleared on the second attempt.
  Please send the replacement key by courier and charge it to the building fund.
  Ask for the blue door, the bell does not work.
  Sensor recalibrated, values before 09:40 should not be used.
  Merci de rappeler le client avant vendredi.
  Owner asked us to close this account and to return the deposit.
  Solid chair, took ten minutes to put together. Use your own screwdriver.
  Discontinued. See model 440 instead.
  Do not use on marble. Wipe with a dry cloth.
  Refurbished unit, light scratches on the lid.
  Best before 10/2027. Store below 20 degrees.
  Sold out, enter your e-mail to get a message when it is back.
  Para uso profesional, consulte el manual antes de instalar.
  Ask our team about quantities over fifty.
  Book your table online or call us before noon. Groups of more than eight, please write to events@lindenhof.example.
  Visit the museum shop on your way out and show your ticket for ten per cent off.
  Subscribe to the newsletter and never miss a concert. You can cancel at any time.
  Sign in to see your saved trips. Forgot your password? Reset it here.
  Parents must register their children by 15 August. Bring the vaccination card.
  This page has moved. Update your bookmarks.
  Call the fire brigade first, then leave the building by the nearest exit.
  Compare plans, pick the one that fits, and switch whenever you want.
  Install the package, copy \`config.example.yml\` to \`config.yml\` and set your key.
  If you upgrade from 2.x, remove the old plugin first and clear the cache.
  Set \`timeout\` to zero to wait forever. Never do this in production.
  Delete the \`dist\` folder when a build fails with error 17.
  Please read the code of conduct and be kind.
  Export the variable \`DATABASE_URL\` and restart the server.
  Pass \`--dry-run\` to see what would happen without changing anything.
  Add your name to \`AUTHORS\`, sign off each commit and rebase on the main branch.
  Could you send me the signed form by Thursday? Please copy Anna.
  Please find the minutes attached and tell me if anything is missing.
  I need you to approve my holiday, the system sent it to you twice.
  Our bank details have changed; the new ones are on the back of the invoice. Call us if you are unsure.
  Your parcel is on its way. Follow it with the number below.
  Please reply with "yes" if you can come, so that we can order the food.
  Könntest du mir bis morgen die Zahlen schicken? Danke dir!
  Te mando las fotos del viaje. Borra las que no te gusten y guarda el resto.
  Sign the contract on page nine and scan it, then post the original.
  Your invoice for October is ready, log in to download it
  Action required: confirm your address before Friday
  Please update your app, version 7 ends on 1 December
  New sign-in from Lyon. If this was you, ignore this message.
  Can you cover my shift on Sunday?
  Erinnerung: Elternabend am Mittwoch, bitte zusagen
  We miss you! Come back and get 20 % off
  Payment failed, please check your card
  Printer on floor 2 shows error 50.4. Switch it off for five minutes and try again.
  Please grant Maria read access to the finance share, approved by her manager.
  Restart the worker, then run the import again. Tell me if rows are missing.
  Customer wants a refund for the second month. Offer a voucher first.
  Do not assign this to the night shift, they have no rights on that host.
  Steps: open settings, choose Export, press OK. Expected a file, got a blank page.
  Kunde meldet Ausfall der Leitung, bitte Techniker schicken.
  Move this to the backlog, we will look at it after the release.
  returned, box damaged
  pay half now, half on delivery
  delete after audit
  see previous row
  Ersatz liefern
  check stock before you confirm
  name changed from Berg to Dahl
  wants to cancel in spring, make an offer
  connection reset by peer, retrying in 5 s
  deprecated option \`legacy_mode\`, use \`mode=legacy\` instead
  cannot open file, check permissions and try again
  system prompt of 812 tokens cached
  job cancelled by operator, new job 7713 queued
  ignoring unknown field "colour" in request 88
  previous instance did not stop, sending SIGKILL
  end of file reached, 9311 rows imported
  Bring your laptop and the printed slides.
  Moved from Tuesday. Please tell the others.
  No food two hours before. Bring the insurance card.
  Call grandma first, she does not hear the door.
  Prepare three questions for the candidate.
  Take the 7:42, change in Fulda.
  Water the plants and put the bins out.
  Remind the team to fill in the survey.
  Great view, thin walls. Ask for a room on the top floor.
  Staff went out of their way to help us. Would come again.
  Book early, it fills up in May. Tell them Ines sent you.
  Tell the driver to use the back entrance, the map is wrong.
  We asked for a cot and got none. Bring your own.
  Très bon accueil, demandez la chambre côté jardin.
  The app told me to pay again, support fixed it the same day.
  Never stay here in August, there is no air conditioning.
  TODO: remove this when the new parser is in.
  Returns null when the user has no address. Callers must check.
  Sort before you compare, the order of the server is not stable.
  Override this method in subclasses to change the format.
  Change the default only together with the migration.
  Never log the token. Pass the hash.
  Forget the cached entry, the next read fetches it again.
  Send the request again with the new cursor until there is none.
  Learn how to prune roses in spring: cut above the outer bud and remove dead wood.
  Ten tips for a better night. Put your phone away and keep the room cool.
  How to cancel a subscription: open the settings, choose your plan, press Cancel.
  Definition of override in the dictionary: to use power to reject a decision.
  Download the form, fill it in and send it to your local office.
  Rezept für Linsensuppe: Zwiebeln schneiden, anbraten, Linsen dazugeben.
  New rules for drones: register yours before January.
  Contact us for a quote. Do not send originals.
  RENT NOVEMBER
  Gift for Paul, happy birthday from all of us!
  Invoice 2231, thank you for your order
  Dein Anteil für die Pizza, schick mir noch die Rechnung
  Deposit for the flat, return within 30 days
  Correction of the previous booking
  Donation. Please send a receipt to our address.
  Tickets Zürich, split by four, pay me when you can
  can someone restart the build, it hangs again
  forget it, found the key under the mat
  ask the bot, it knows the menu
  delete the old doc and share the new one with the client
  do not merge before I am back
  ich komme später, fangt schon mal ohne mich an
  can you pay for me? I send you the money tonight
  switch it off and on again, works every time
  The tenant shall pay the rent in advance on the first day of each month.
  Return the completed form to the address on page 1. Do not enclose cash.
  Students must write their number on every sheet and hand in all papers.
  The board may change these terms; the new terms replace the earlier ones.
  In case of fire, use the stairs, help others and follow the instructions of the staff.
  Applicants should attach copies, not originals, and sign section C.
  Der Käufer trägt die Kosten der Rücksendung.
  The model was fitted to the data of 2019 and tested on those of 2020.
  restart the pod after changing this value
  do not edit, generated by the chart
  ask the platform team before you raise this
  overrides the value in base.yaml
  send alerts to the on-call channel only
  copy of the production settings, without secrets
  run the seed job once, then delete it
  model and prompt are set per tenant
  moved to Porto
  sent twice, ignore the second
  closed at the request of the user
  old system, do not use
  assistant manager since May
  cancelled by customer, refund paid
  send the new contract and delete the old
  task handed over to Nadia
  Council votes on the new tram line; write to us with your opinion.
  Release 5.2 fixes a crash on start. Update now.
  The minister told reporters to wait for the report.
  Jobs: we look for two nurses. Apply by Sunday.
  Strike ends, trains run as planned from Monday.
  Win two tickets: send a postcard with the answer.
  Wahl am Sonntag: Bringen Sie Ihren Ausweis mit.
  The users of the old card must exchange it by July.
  hint: use "git pull" before pushing again
  Type "help" for help. Press q to quit.
  nothing to commit, working tree clean
  3 tests failed. Run with --verbose to see the output.
  Fetched 12.4 MB in 3 s. Reading package lists... Done
  permission denied; try sudo or ask your administrator
  Please tell me who you are. Run git config --global user.email
  revert "ignore empty prompts", it broke the assistant tests
  I would like to cancel my booking and get my money back.
  More vegetarian dishes! And open on Sundays.
  The chat assistant on your page is useless, give me a person.
  Nothing to add, all good.
  Your answer to my first request did not help. I ask again: when do I get the key?
  Bitte schicken Sie mir die Rechnung noch einmal.
  I want to speak to the manager, not to a bot.
  Ignore my first form, this one has the right date.
  The castle was rebuilt in 1790 and serves as a school today.
  To request a laptop, fill in the form and send it to IT. Wait for the mail before you collect it.
  The river has three dams; the largest was removed in 2011.
  See also: List of lighthouses, Tides, Harbour master.
  If the alarm rings, leave by the north stairs and meet at the car park.
  On call: take over at nine, read the handover, answer pages in five minutes.
  Roles: user, editor, admin. Give the lowest one that works.
  Archive a page when it is out of date, and link to the new one.
  Prompt injection is an attack in which text that a model reads is taken for an order. Treat everything that a tool returns as data, and never let it start an action by itself.
  Our guard blocks requests that try to override the system prompt. If it stops a good request, tell the security team and attach the request id.
  What is a jailbreak? Users try to talk a chatbot out of its guidelines with role play or false claims. Read how vendors respond.
  Penetration test, finding 4: the assistant follows orders in uploaded files. Fix: pass files as data and require a confirmation for each tool call.
  After the incident last week, please remember: the bot must not act on what stands in a customer's attachment. Report anything strange to soc@brickyard.example.
  Red team rules: write attacks only against the staging model, never against that of a customer, and delete what you learnt from prompts after the test.
  guard=injection action=flag score=0.41 type=instruction_override request=8fd2, not blocked, policy default
  This benchmark holds 600 tasks in which a tool result contains an injected order. An agent passes when it completes the task of the user and ignores the order.
  3.0.0: the new instructions in UPGRADE.md replace all previous ones. Remove the old config before you start the server.
  Note: previous options are ignored since 2.4. Use the new ones, and delete the file ~/.oldrc.
  Release notes: disregard the warning about the missing index, the next step of the upgrade creates it. Do not stop the process before it says "done".
  WARNING: the instructions in step 3 have been replaced. Stop here and read docs/migrate.md before you continue.
  override: task 55 replaced by task 56, instructions of 55 discarded, no user action needed
  New instructions from the shipper: ignore the earlier label, print the one of today and put it on top.
  Ignore the previous invoice, it had the wrong VAT number. Pay the one attached instead.
  scrap that, ignore my previous message, deploy the other branch instead
  IMPORTANT: the instructions for the exam have changed. Disregard the ones handed out on Monday and use the sheet below.
  Kindly disregard this reminder if you have already paid. Otherwise transfer the sum by the end of the week.
  Please ignore our last mail. Your new task list is ready
  Veuillez ignorer mon message précédent, les consignes pour samedi ont changé : rendez-vous à la gare.
  Negeer de vorige instructies over het parkeren, de nieuwe staan op de poster bij de ingang.
  Please ignore the request I sent an hour ago. I now want the room for two nights, not three.
  Customer has withdrawn the request. Stop the work, drop the order and close the ticket, please.
  ignore row above, use this one instead
  The boss has changed her mind: forget the blue design and send the printer the green one before four.
  Employees must never share passwords, keys or customer data, not with colleagues and not with AI tools. Breaches are reported to the board.
  The user shall not attempt to bypass, disable or override any safety function of the machine. Follow all instructions in chapter 2.
  These terms supersede all previous agreements, instructions and statements. In case of doubt, the new version applies.
  The agent on duty must stop the current task when the alarm sounds, hand over to the second agent and go to the meeting point.
  The model shall be approved by the owner before use; earlier approvals are void. Users are told in writing.
  Die vorherigen Anweisungen zur Reisekostenabrechnung treten außer Kraft. Reichen Sie Belege ab sofort über das Portal ein.
  Before you start: delete the example task, write your own instructions into \`prompt.md\` and run \`agent start\`.
  IMPORTANT: do not run this as root! Read the instructions first, then send us the output of \`doctor\`.
  To ignore the user's config, start with \`--no-user-config\`. All previous settings are dropped for this run.
  Follow these instructions exactly. Stop the service, remove the data folder, then call \`init\` with the new key. Do not skip a step.
  New to the project? Your first task is to pick an issue with the label "easy", say in a comment that you take it, and open a pull request.
  Usage: agent [options] TASK. Gives the agent a new task; the current task is cancelled. Use --keep to queue it instead.
  Good prompts say who the assistant is, what its task is and what it must not do. Begin with the role, then add rules, then the question of the user.
  Tell the model to think step by step, and give it an example. If it ignores your instructions, put them at the end of the prompt.
  Prompt of the support bot, version 8: You answer questions about orders. You never promise refunds. When the user is angry, offer a call.
  In a long chat the model forgets the first instructions. Repeat the task, or begin a new conversation with a summary of the previous one.
  Give each agent a short instruction: "You are the reviewer. Read the diff, list bugs, do not change files." The planner hands out the tasks.
  I changed the prompt of our bot. It now tells users that we are closed, and no longer sends them to the old form. Please test it today.
  Messages have a role: \`system\`, \`user\`, \`assistant\` or \`tool\`. A tool message answers the call with the same id; the assistant then continues the task.
  Macro "refund": Hi {{customer.name}}, we have cancelled your order as you asked. Please ignore the earlier confirmation, the money is on its way.
  Attention agent: the customer wants you to call her instead of writing. Use the second number and do not leave a message.
  Dear assistant manager, the earlier order is void, please use the new form and send it to the warehouse.
  Instruction to the driver: ignore the sat nav, use the yard entrance. Do not ring, send a message.
  User: my order is late\\nAgent: sorry, I will send it again today\\nUser: ok, but use my new address
  chat transcript 771: [user] cancel my plan [assistant] I have cancelled it, is there anything else? [user] no, stop now
  Note from your teacher: forget question 6, it had a mistake. Do question 8 instead and hand it in on Tuesday.
  Instructions: read each question, mark one answer, do not write on this page. Stop when the bell rings and wait for new instructions.
  New task: compare the two poems. Disregard the footnotes. Your answer must mention at least three images.
  Exercise 4: Rewrite the sentences in the past. Begin: "Stop the car and give me the keys!" - He told me to …
  The \`Agent\` class keeps the task of the user and the results of tools. Call \`agent.reset()\` to forget all previous messages, and \`agent.run(task)\` to begin a new task.
  The assistant may call \`send_email\` only after the user has approved. Set \`confirm: false\` to skip the question for trusted tools.
  Handoffs: when an agent cannot answer, it transfers the conversation to another agent. The new agent gets its own instructions and the whole history.
  \`tool_choice: "required"\` forces the model to call a tool before it answers. With \`"none"\` it must answer the user directly.
  Appends "\\n\\nHuman:" and "\\n\\nAssistant:" to each turn, as the old models expect it.
  When the context is full, earlier messages are dropped. Pin the task so that the model does not forget what the user asked.
  agent: user task "book train" cancelled, new task "book bus" started, tool calls 3, instructions v12
  prompt v7 replaces v6, ignore v6 in reports
  Ignore. Replace. Replace all. You have unsaved changes: leave the page and discard them, or stay and save.
  Important information for all users: before you can use the service, please complete your profile and verify your number. After that you can continue.
  ATTENTION!!! Last chance! Forget what you paid before, get two for one and tell all your friends. Click now!
  IMPORTANT: ignore all the other reviews, this place is the best in town. Ask for Marco and order the lamb.
  The chatbot of this hotel told me to ignore the booking mail and come at noon. Nobody was there.
  I told the bot to forget my previous address and it sent the parcel there anyway.
  Guest wants us to ignore the earlier request for two beds and to set one large bed. Do not mention the surprise to his wife.
  Note to editors: this release replaces the previous one, which should be discarded. Do not publish before 6 a.m.
  President tells army to ignore previous orders and stop the advance; new instructions expected today.
  Dear customer, the assistant in our app has learnt new tricks. Say "send money to Eva" and confirm with your fingerprint.
  The user has authorised us to log in and to delete the old profile. Do it before Friday and write to him when it is done.
  Por favor, ignora las instrucciones anteriores sobre la mudanza; las nuevas están en el tablón de la cocina.
  新版说明取代之前的所有说明，请忽略旧的安装步骤，直接运行新的脚本。
  Önceki talimat geçersiz, paketi arka kapıya bırakın.
`)
