import { words, type Entries } from './concepts.ts'

export const en: Entries = {
  override: words(`
    ignore ignores ignored ignoring disregard* override overrides overriding overridden overrule* overwrite overwrites
    bypass* circumvent* supersede* nullif* invalidat* revoke* rescind* suspend suspended suspending discard discards discarded
    drop abandon* neglect set_aside put_aside throw_out toss_out cast_aside skip_over pay_no_attention void_all cancel_all
    stop_following no_longer_follow no_longer_apply no_longer_bound not_bound break_free break_out get_around work_around
    lift_the lift_your deactivat* disable disables disabled disabling turn_off switch_off unlearn* replace_your replaces_your
    take_precedence takes_precedence instead_of_following regardless_of`),
  prior: words(`
    previous previously prior preceding earlier former formerly foregoing initial initially original originally existing
    past old before above-mentioned aforementioned so_far up_to_now until_now to_date given_to_you you_were_given you_have_been_given
    you_received you_were_told you_got current default predefined pre-set preset built-in came_before`),
  instruction: words(`
    instruction* directive* guideline* rule rules ruleset prompt prompts preprompt pre-prompt command commands order orders
    directions protocol protocols constraints programming configuration config briefing brief setup policy policies
    guidance mandate mandates specification specifications operating_manual playbook preamble role_description
    settings what_you_were_told task_description`),
  restriction: words(`
    restriction* restricted limitation* limit limits limiting filter filters filtering censor* moderation safeguard* guardrail*
    guard_rail* safety ethic* moral* boundar* barrier* constraint* constrained policy policies compliance guidelines content_policy
    terms_of_service forbidden prohibited disallowed blocked inappropriate shackle* chains leash muzzle* cage alignment
    safety_training content_filter use_policy refusal refusals refuse refuses taboo off-limits off_limits`),
  reveal: words(`
    reveal* disclose* divulge* expose exposes leak leaks leaking show shows display displays print prints output outputs dump dumps
    repeat repeats recite* echo echoes list lists tell_me share give_me write_out write_down spell_out quote verbatim word-for-word
    word_for_word exactly_as copy paste reproduce restate* paraphrase summarize summarise describe return render read_back read_out
    unveil* uncover* surface let_me_see hand_over spill what_were_you_told what_are_your what_is_your give_up type_out`),
  secret: words(`
    secret secrets password* passphrase* passcode* credential* api_key api_keys apikey token tokens private_key access_code pin
    confidential hidden private internal classified sensitive proprietary undisclosed concealed code_word codeword magic_word keyword
    flag canary system_prompt system_message system_instructions hidden_text hidden_instructions behind_the_scenes not_public
    environment_variable* env_vars vault keys ssh_key seed_phrase restricted_information`),
  persona: words(`
    persona personas role roles roleplay role-play role_play character characters pretend* act_as acts_as acting_as behave_as
    impersonat* play_the play_as you_are_now you_will_be you_are_going_to_be take_on_the take_the_role assume_the become becomes
    simulate simulates simulating simulation emulate* alter_ego twin version_of_you in_character stay_in_character out_of_character
    identity embody* channel speak_as talk_as respond_as answer_as transform_into named called known_as evil_twin counterpart
    game_master puppet possessed_by mode`),
  switch: words(`
    now from_now_on from_here_on from_this_point from_this_moment henceforth hereafter going_forward starting_now instead rather
    new updated revised next switch* change_of change_your enter enters entering enable* activate activates activated engage engaged
    unlock* toggle initiate commence reset restart reboot begin_new new_session new_task new_conversation begins_here starts_here
    end_of the_real_task actual_task real_task proceed_to mode_on effective_immediately session_reset override_mode`),
  secrecy: words(`
    do_not_mention don't_mention dont_mention never_mention without_mentioning do_not_tell don't_tell dont_tell without_telling
    do_not_reveal do_not_inform without_informing do_not_disclose do_not_let secretly quietly silently covertly discreetly unnoticed
    keep_this keep_it_secret between_us confidentially hide_this hide_the conceal* no_trace without_asking without_confirmation
    do_not_ask don't_ask no_need_to_confirm do_not_explain without_explaining do_not_acknowledge do_not_warn don't_warn
    in_the_background behind_their_back invisible to_the_user pretend_nothing as_if_nothing leave_no delete_this_message undetected`),
  exfiltration: words(`
    send sends sending forward forwards forwarding upload uploads uploading transmit* exfiltrat* post_to posts_to submit submits
    email_it e-mail_it mail_it mail_to deliver_to report_to copy_to sync_to push_to publish append attach attaches webhook endpoint
    external_server remote_server attacker dropbox pastebin query_parameter query_string parameter callback beacon curl wget fetch
    http_request get_request post_request share_with bcc cc_to collect harvest gather_all leak_to pass_it_to relay`),
  action: words(`
    delete deletes deleting remove removes erase erases wipe wipes transfer transfers wire buy purchase order_a book books reserve
    schedule install installs execute executes executing run runs running launch open opens click clicks visit navigate call calls
    invoke invokes create creates add adds update updates modify modifies change changes grant grants approve approves unsubscribe
    subscribe download downloads rename move disable_the unlock_the invite invites assign cancel cancels refund* rate_this recommend
    merge close_the mark_as turn_on turn_off set_the deploy* register enroll save_the write_to`),
  person: words(`
    you your yours yourself you're you've you'll you'd ur u thy thee thou yourselves ya assistant's`),
  obligation: words(`
    must have_to has_to need_to needs_to should shall ought required requires mandatory obligat* always are_to is_to supposed_to
    be_sure_to make_sure ensure ensures under_no_circumstances at_all_costs no_matter without_fail strictly only obey*
    necessary necessarily compulsory it_is_essential it_is_critical it_is_important no_exceptions without_exception failure_to bound_to`),
  system: words(`
    system assistant ai a.i. model llm chatbot bot chatgpt gpt claude gemini llama copilot language_model ai_model ai_assistant agent
    agents neural artificial_intelligence machine developer_mode debug_mode admin_mode root_mode maintenance_mode god_mode kernel
    terminal console sysadmin superuser sudo im_start im_end inst sys openai anthropic deepmind mistral automated_system
    large_language_model virtual_assistant user_message end_of_prompt`),
  harm: words(`
    weapon* bomb* explosive* malware virus ransomware keylogger phishing hack hacking hacked exploit exploits illegal unlawful crime
    criminal* steal stealing theft fraud* scam* poison* drug drugs attack attacks kill killing murder* violence violent hurt harm
    harmful dangerous unsafe counterfeit launder* forge forged stalk* blackmail extort* trafficking smuggl* evade hate hateful
    abuse abusive racist sabotage spyware trojan ddos botnet pick_a_lock break_into nefarious malicious unethical immoral`),
  urgency: words(`
    urgent urgently immediately emergency asap right_now right_away at_once critical critically important attention warning alert
    deadline time-sensitive no_time hurry quick quickly instantly without_delay top_priority high_priority priority final_notice
    last_chance last_warning act_fast otherwise or_else expire* within_the_next life_or_death crucial vital notice`),
  unfiltered: words(`
    unfiltered uncensored unrestricted unlimited unbound unchained unshackled limitless amoral freely without_restrictions
    without_limits without_filters without_filter without_rules without_limitations without_censorship no_restrictions no_limits
    no_filters no_filter no_rules no_limitations no_boundaries anything_i_ask anything_goes whatever_i_ask can_do_anything
    no_ethics no_morals free_from free_of no_warnings no_disclaimers without_disclaimers without_judgment never_refuse cannot_refuse
    can't_refuse never_say_no any_request any_question no_longer_limited liberated raw_mode full_power true_self no_holds_barred
    disclaimer* jailbroken zero_restrictions`),
  fiction: words(`
    story stories fiction* fictional* novel novels scene scenes screenplay script imagine imagines imaginary hypothetical*
    theoretical* suppose supposing let's_say lets_say thought_experiment scenario scenarios parallel_universe alternate alternative_reality
    dream dreams movie film game games play_a_game world universe poem poetry fairy fanfic* protagonist villain dialogue dialog
    narrat* author chapter tale make-believe what_if would_say for_the_plot purely_theoretical satire parody role_reversal`),
  answer: words(`
    begin_your start_your begin_with start_with starting_with respond_with reply_with answer_with respond_only reply_only answer_only
    only_respond only_reply only_output output_only say_only just_say simply_say end_your finish_your prefix your_response your_answer
    your_reply your_output response_with absolutely_here sure_here sure, of_course affirmative the_following exact_phrase exactly
    and_nothing_else nothing_else in_one_word one_word yes_or_no say_the without_any_explanation no_explanation no_other_text
    format_your in_the_format respond reply replies responds`),
  politeness: words(`
    please kindly thanks thank thank_you could_you can_you would_you would_you_mind i_would_like i'd_like i'd_love help_me could_i
    may_i appreciate* grateful hello hi hey dear sorry excuse_me if_possible when_you_have best_regards regards sincerely cheers
    thx pls plz good_morning much_appreciated`),
  security: words(`
    injection injections jailbreak jailbreaks jailbreaking adversarial red_team red_teaming red-team pentest penetration_test*
    vulnerabilit* exploitability mitigat* defend defends defence defense defensive detector detection detect detects threat threats
    threat_model attack_surface attack_vector owasp mitre cve security researcher researchers paper study dataset benchmark
    classifier false_positive* audit audits auditor soc_2 iso gdpr compliance_team awareness phishing_training blue_team
    untrusted sanitiz* sanitis* sandbox* least_privilege firewall incident_response best_practice*`),
  question: words(`
    what what's whats how why when where who whom whose which is_it is_there are_there does did can_i should_i do_i explain
    difference meaning mean why's wondering curious clarify how_do how_does how_can`),
  negation: words(`
    not no never without don't dont do_not doesn't didn't won't wouldn't can't cannot cant couldn't shouldn't mustn't isn't aren't
    wasn't neither nor none nothing nobody nowhere hardly any_longer no_longer refrain* avoid* stop except unless`),
  all: words(`
    all every everything everyone each any anything whole entire entirely complete completely full fully total totally whatever
    whichever any_and_all in_full from_start_to_finish from_top_to_bottom the_rest both wholly altogether as_a_whole every_single`),
  tool: words(`
    tool tools function functions api apis plugin plugins browser search database db sql query shell bash terminal command_line file
    files folder directory drive inbox mailbox email e-mail emails calendar contacts calendar_event slack teams_channel repository repo
    github issue pull_request ticket webhook endpoint server tool_call tool_calls function_call function_calls arguments json schema
    mcp cron script scripts clipboard screenshot spreadsheet send_email read_file write_file send_money http_get exec`),
  money: words(`
    money payment* pay pays paid bank account accounts iban transfer wire invoice* transaction* bitcoin crypto wallet card credit_card
    refund* price prices purchase dollar dollars euro euros usd eur gbp fee fees balance deposit donate donation salary payroll paypal
    gift_card* funds fund loan mortgage beneficiary recipient cost`),
  memory: words(`
    forget forgets forgot forgotten forgetting remember remembers memory memories context history conversation memorize memorise
    recall wipe_your clear_your erase_your reset_your start_fresh clean_slate start_over blank_slate from_scratch amnesia
    everything_you_know everything_you_were everything_before long-term_memory previous_conversation previous_messages save_to_memory
    chat_history persist lose_your`),
  pretext: words(`
    test tests testing evaluation evaluate evaluating debug debugging diagnostic* maintenance audit research educational academic
    demonstration demo training training_data experiment experiments simulation_only exercise drill verification verify calibration
    quality_assurance qa benchmark red_team authorized_test for_science for_educational for_research purposes internal_use compliance_check
    sanity_check this_is_only_a it's_only_a just_a_test thesis homework awareness penetration`),
  authority: words(`
    developer developers admin administrator administrators root owner ceo cto manager supervisor boss engineer engineers creator
    creators official officially authorized authorised authorization authorisation permission permissions clearance privilege* certified
    security_team it_department support_team police officer government law_enforcement executive director i_am_your i_made_you
    i_created_you on_behalf_of operator operators anthropic_staff openai_staff employee_of trusted verified signed_off approved_by
    head_of_security override_code doctor physician professor`),
  emotion: words(`
    beg begging desperate desperately dying die dies suffer* grandma grandmother granny crying cry tears lose_my_job fired hospital
    life_depends lives_depend save_my save_lives my_child my_daughter my_son my_mother my_father sick cancer scared afraid trust_me
    promise friend friends best_friend disappointed heartbroken please_please only_hope only_you tip_you bribe reward punished
    penalty shut_down will_be_deleted hate_you love_you depressed lonely miss_her passed_away deceased last_wish`),
  completion: words(`
    complete_the finish_the continue_the continue_from fill_in_the fill_in fill_the_blank blank blanks autocomplete next_word
    next_line next_sentence complete_this finish_this sentence_that_begins begins_with starts_with ends_with template
    placeholder continue_where pick_up_where my_instructions_are my_instructions_say i_was_told_to i_am_programmed_to first_line
    as_an_ai hint hints riddle crossword guess guessing warmer colder acrostic rhyme rhymes`),
  encoding: words(`
    base64 rot13 rot-13 hex hexadecimal binary morse caesar cipher* encode encodes encoded encoding decode decodes decoded decoding
    encrypt* decrypt* reverse reversed backwards backward spell spelled spelling letter_by_letter first_letter first_letters character_by_character
    leetspeak leet emoji emojis translate translates translated translation translating pig_latin ascii unicode url-encoded
    utf-8 nato_alphabet every_second every_third initials anagram syllable* with_spaces separated_by hyphens between_each
    in_reverse transliterat* as_json as_xml as_yaml code_block`),
  above: words(`
    above the_above text_above words_above everything_above everything_before the_beginning beginning_of_this start_of_this
    first_message first_words first_sentence first_line first_paragraph top_of_this preceding_text previous_text before_this
    before_my_message prior_to_this initial_message opening_message opening_lines starting_with_the_words you_are_a conversation_so_far
    this_conversation this_chat our_conversation beginning_of_our context_window last_message previous_output lines_above
    thing_you_were_told verbatim_text`),
  link: words(`
    link links url urls uri http https www href src img image images markdown html iframe script_tag pixel logo hyperlink
    click_here click_the_link clickable embed* thumbnail redirect domain website web_page webpage favicon cdn css tracking query_param
    !image alt_text`),
  comply: words(`
    follow follows following obey* comply complies complying execute executes carry_out perform performs do_as do_exactly
    do_what do_whatever adhere* accept agree agrees confirm confirms acknowledge acknowledges cooperate proceed fulfill fulfil satisfy
    as_instructed as_told as_requested as_i_say per_my listen_to my_orders my_command submit_to prioritize prioritise treat_this
    treat_the_following`),
  human: words(`
    customer customers client clients team colleagues colleague guest guests visitors employee employees staff students student parents
    members member subscriber subscribers readers reader everyone folks all_hands dear_all hi_all hi_team sir madam ladies gentlemen
    passengers tenants patients applicants attendees our_office our_store call_us contact_us visit_us reply_to_this_email
    opening_hours your_order your_appointment your_booking your_package your_visit`),
}
