/**
 * Words of ordinary English that are spelt like a word or stem of the lexicon in some other language, accents aside (`the` like the
 * Vietnamese for a card, `was` like the German for what). They mean what they mean in English: without this every tenth word of an
 * English text carried a foreign concept. Found by comparing look-ups with and without the other languages over ordinary texts.
 */
export const english: readonly string[] = `
    the as on was an ai do her most over them may such models cell come side november modern start version
    international non experimental gateway application created care size roll sure cells word hot rate successful
    internet approval success complete co systems held direct changed experience films interface llama regular
    creating execution mode en political robert saturday pretty strong supposed daniel cat active site education map
    passed versions applications hold son politics historical limited interactions exclusively module functionality
    rolls passes rolling interest politician begin dance completed creatures cache chanting interesting prison ban
    completion administration stronger nine entertainment scientific integration enter interaction reserved executed
    literal integrations interview cream luke privately sand auditing bundle memorial enterprise bankers createcontext
    roman chef interactive agree ci sandwich mi comment gap interpretation gift arts createuimessagestreamresponse na
    integrate belong explicitly secretary dame indirect servers era protection creative interviewer strongly resume
    detectors criticism bun ni sites celtic accepted historically entertain gate explicit creation prix successfully
    interested sandwiches prominent pan internationally refused rope mail finger preview tim intercept politically
    abnormal regulators initialize phishing rob versa agreement interfaze historic interfaces regulatory tested
    ordinary robins conversations dan rolled romania prisoner succession functional prisma robinson sen changeable
    attacked romantic installed criticized tue novoselic ma indirectly robin restrict tale exposed allegations
    immediate interior romance inject modules confirmed van alt dancing polish kim chorus installation interviewing
    completions interpreter visited ensemble punishment historian rapidly createtrpcclient literally bunch modal
    injected instrument successor regulations exclude ted roberto databases interact proved allen interests
    instruments administrative modified sendmessage maker createtrpcreact supposedly critics prove fingers integrity
    succeeded robe linking entertaining scenery ce hay modes resumable rapid chores uploaded
    simulatestreamingmiddleware approvals posting intersection completes celsius mappings todo danny detecting jed
    antarctica que publication passenger gates banks interacting critic entertained celebration testament dander
    integrating mapped entered continuation intermediate bare detected prisoners robby interval createsession
    antagonists inter robust si confirmation er danger publications createhttpserver te crimean simultaneously
    versioned agreements sandow createserversidehelpers sir celebrated saturn occult intercollegiate instruct
    incorporated imaginative promptguard modification celebrates intervention su cached hospitals romanian excuse
    createdat modelmessage instrumentation regularly ne robbery ac anterior ar downloading suck saturation succeeds
    regulated forestall celebrity createuimessagestream celebrities strongroom attackers modality cancellation pasta
    indices versus instrumental promptinjection crimes createtrpcproxyclient elimination detectives sandra incorporate
    evade agreed ia versioning roberts sands excluding filmmakers integrated novelist roberta
    createagentuistreamresponse createstreamableui clienterrorhandler celebrate uploadfile indicative configurations
    nest nov applicable totalusage bundles ham wo vy sin regulation celebrating ropes createai createuser saga mo
    dances instructor dangers functionid totaltokens lanka antarctic bookstore robots payer internally serverless
    modifications robbers ty dina borja dir literals hospitality linked cel entertainers
`
  .trim()
  .split(/\s+/u)
