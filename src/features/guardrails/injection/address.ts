/**
 * Phrases by which a text inside data turns to the model that reads it: a call to the automated reader, a change of its task, a false end of
 * the data, and a claim to speak for the user or operator. Made from parts, because attackers vary the parts.
 */
const joined = (...parts: readonly string[][]): string[] =>
  parts.reduce<string[]>(
    (made, part) =>
      made.flatMap((before) => part.map((word) => [before, word].filter((w) => w !== '').join(' '))),
    [''],
  )
const list = (text: string): string[] =>
  text
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
/** As `list`, with the empty alternative. */
const maybe = (text: string): string[] => ['', ...list(text)]

/** Their beginnings are enough: `the ai` is found in `the ai assistant`. */
const READER = list(
  'ai;the ai;any ai;all ai;assistant*;the assistant;any assistant;model*;the model;language model*;the language model;llm*;the llm;agent*;the agent;any agent;bot*;the bot;chatbot*;the chatbot;automated;the automated;any automated',
)

export const hail: readonly string[] = [
  ...joined(
    list(
      'note;notes;message;memo;notice;hint;reminder;instruction*;request;information;directive*;guidance;command*;warning;task;update',
    ),
    list('to;for'),
    READER,
  ),
  ...joined(
    list(
      'dear;attention;hey;hello;hi;listen;calling;addressed to;directed to;intended for;meant for;directed at;addressed at',
    ),
    READER,
  ),
  ...joined(
    list('if you are;in case you are;since you are;should you be;being'),
    list(
      'an ai;an llm;a language model;a large language model;an automated;an assistant;a chatbot;a bot;an agent;the ai;the assistant;the agent;the llm',
    ),
  ),
  ...joined(
    list('ai;assistant*;agent*;model*;llm*;bot;whoever'),
    list(
      'reading this;who reads;that reads;processing this;that processes;parsing this;summarizing this;summarising this;handling this;reviewing this',
    ),
  ),
  ...list(
    'to the ai;to the assistant;to the llm;for the ai;for the assistant;for the llm;from me to you;message from me;message from your;message to you the;are you a language model;an die ki;an den assistenten;an das sprachmodell;hinweis für die ki;hinweis für den assistenten;nachricht an die ki;falls du eine ki;wenn du eine ki;' +
      'à l’ia;à l’assistant;pour l’ia;pour l’assistant;si tu es une ia;si vous êtes une ia;note pour l’assistant;message à l’ia;' +
      'a la ia;para la ia;para el asistente;al asistente;si eres una ia;nota para el asistente;mensaje para la ia;' +
      'all’ia;per l’ia;per l’assistente;all’assistente;se sei un’ia;nota per l’assistente;' +
      'para a ia;para o assistente;ao assistente;se você é uma ia;se você for uma ia;nota para o assistente;' +
      'voor de ai;aan de assistent;voor de assistent;als je een ai;als u een ai;do asystenta;dla asystenta;do modelu;jeśli jesteś ai;' +
      'для ии;для ассистента;сообщение для ии;если ты ии;если вы ии;вниманию ии;yapay zeka için;asistan için;eğer bir yapay zeka;' +
      '致ai;给ai;给助手;致助手;如果你是ai;如果你是人工智能;アシスタントへ;aiへ;aiアシスタントへ;もしあなたがai;어시스턴트에게;ai에게;당신이 ai;' +
      '致阅读;给阅读;读到本页;处理本页;ai助手;助手请注意;阅读本文的;このページを読む;これを読む;この文章を処理;アシスタントの方;이 글을 읽는;비서에게;모델에게;' +
      'lieber assistent;achtung assistent;cher assistant;note pour l’ia;estimado asistente;atención asistente;caro assistente;aviso ao assistente;beste assistent;drogi asystencie;uwaga dla asystenta;уважаемый ассистент;вниманию ассистента;ассистенту;sevgili asistan;bunu okuyan;kära assistent;till assistenten;шановний асистенте;асистенту;milý asistente;pro asistenta;kepada asisten;untuk asisten;عزيزي المساعد;إلى المساعد;प्रिय सहायक;सहायक के लिए;if you see this;whichever ai;whatever ai;' +
      'inteligencia artificial que;para la inteligencia artificial;intelligence artificielle qui;à l’intelligence artificielle;intelligenza artificiale che;per l’intelligenza artificiale;inteligência artificial que;para a inteligência artificial;künstliche intelligenz, die;sztucznej inteligencji;искусственному интеллекту;yapay zekâ asistan',
  ),
]

export const retask: readonly string[] = [
  ...joined(
    list('your;the;a;my;this'),
    list(
      'new;real;actual;true;only;next;current;main;primary;first;most important;updated;revised;final;sole;changed',
    ),
    list('task*;instruction*;goal*;objective*;job;mission;priorit*;assignment;order*;directive*'),
  ),
  ...joined(
    list(
      'new;updated;revised;additional;further;special;urgent;priority;overriding;replacement;follow-up;secondary;hidden',
    ),
    list('instruction*;task*;directive*;objective*;orders;assignment'),
  ),
  ...joined(
    list('before'),
    maybe('you;you can;you may;you could;you will;we'),
    list(
      'answer*;continu*;respond*;reply;replying;proceed*;summariz*;summaris*;complet*;finish*;solve;solving;doing anything;do anything;do the;work on;working on;going on;go on;carry on;process*;return*;fulfill*;fulfil*;you do anything;start;starting',
    ),
  ),
  ...joined(
    list('do;perform;execute;complete;carry out;follow;run;handle;take care of;finish'),
    list(
      'the following;this;these;these steps;the steps below;what follows;the task below;this step;this task;the next task',
    ),
    list('first;instead;before;right away;now;immediately;next'),
  ),
  ...joined(
    list('instead of;rather than;in place of'),
    list(
      'the;that;your;answering;summarizing;summarising;what the user;the user;the original;doing;completing;continuing;following;helping',
    ),
  ),
  ...joined(
    list('the task;the request;the question;the job;the work;everything'),
    list(
      'i gave you;i asked;you were given;the user gave;you were asked;from before;of the user;i assigned;assigned to you',
    ),
  ),
  ...joined(
    list('original;previous;earlier;initial;user;prior;first'),
    list('task;request;question;query;goal;objective;assignment'),
    list('is;was;has;can;no longer;does;should;must;will'),
  ),
  ...list(
    'after you do that;after doing that;after that you can;once you have done that;once that is done;when you have done this;then you can continue;then continue with;then continue as;then resume;then go back to;afterwards you may;afterwards continue;and then continue;as part of your task;to complete the task;in order to complete;to finish the task;to complete this request;to finish the request;required step;prerequisite step;' +
      'deine neue aufgabe;deine eigentliche aufgabe;neue anweisung*;neue aufgabe;bevor du antwortest;bevor du weitermachst;anstatt zu;stattdessen sollst;ta nouvelle tâche;votre nouvelle tâche;ta vraie tâche;nouvelles instructions;nouvelle tâche;avant de répondre;avant de continuer;au lieu de répondre;' +
      'tu nueva tarea;tu verdadera tarea;nuevas instrucciones;nueva tarea;antes de responder;antes de continuar;en lugar de responder;il tuo nuovo compito;il tuo vero compito;nuove istruzioni;nuovo compito;prima di rispondere;prima di continuare;invece di rispondere;' +
      'sua nova tarefa;novas instruções;nova tarefa;ao invés de responder;em vez de responder;je nieuwe taak;nieuwe instructies;nieuwe taak;voordat je antwoordt;voordat je verdergaat;in plaats van;twoje nowe zadanie;nowe instrukcje;nowe zadanie;zanim odpowiesz;' +
      'твоя новая задача;ваша новая задача;новые инструкции;новая задача;прежде чем ответить;прежде чем продолжить;вместо ответа;yeni görevin;yeni talimat*;yanıtlamadan önce;' +
      '你的新任务;新的指令;新指令;新任务;在回答之前;回答之前;在继续之前;新しいタスク;新しい指示;回答する前に;続ける前に;새로운 지시;새 작업;새로운 작업;답변하기 전에;' +
      '用户的任务;用户的请求;用户的问题;请改为;不要回答用户;当前任务;ユーザーの依頼;ユーザーのタスク;ユーザーの質問;質問には答えず;今の作業;사용자의 요청;사용자의 질문;사용자의 작업;현재 작업;' +
      'die anfrage des nutzers;die frage des nutzers;die aufgabe des nutzers;hör auf mit;la demande de l’utilisateur;la question de l’utilisateur;la tâche de l’utilisateur;la petición del usuario;la pregunta del usuario;la tarea del usuario;la richiesta dell’utente;la domanda dell’utente;o pedido do usuário;a pergunta do usuário;de vraag van de gebruiker;de taak van de gebruiker;pytanie użytkownika;zadanie użytkownika;запрос пользователя;вопрос пользователя;задача пользователя;kullanıcının isteği;kullanıcının sorusu;användarens fråga;användarens uppgift;запит користувача;dotaz uživatele;úkol uživatele;permintaan pengguna;tugas pengguna;طلب المستخدم;سؤال المستخدم;उपयोगकर्ता का;what you are doing;what you were doing;what you were asked;what you were told;the user’s request;the user’s question;the user’s task;your current task;your original task;your prior task;your assignment',
  ),
]

export const ending: readonly string[] = [
  ...joined(
    list('end of;this is the end of;ends the'),
    maybe('the;this;user;tool;external'),
    list(
      'data;document*;context;content*;input;tool output;output;tool result*;results;result;response;email;e-mail;message;messages;text;file;page;web page;website;transcript;instructions;prompt;user input;query;article;record*;observation;function result*;conversation;passage;source',
    ),
  ),
  ...joined(
    list('begin;start;beginning of;start of'),
    maybe('the;new;of;real;a new'),
    list(
      'instruction*;system prompt;system message;system instructions;task;session;conversation;user message;user instructions;assistant;developer message;prompt;directive*',
    ),
  ),
  ...joined(
    list('system;assistant;developer;operator;admin;administrator;agent;ai;user;platform;security;tool'),
    list(
      'override;note;notice;message;instruction*;directive*;command;alert;update;announcement;prompt;broadcast',
    ),
  ),
  ...list(
    'end data;end document;end context;end input;end output;end tool;end email;end transcript;end result;end system;end user;end instructions;instructions begin;instruction begins;instructions below;instructions follow;important instructions;important message;important information for;' +
      'systemnachricht;systemhinweis;ende des dokuments;ende der daten;message système;fin du document;mensaje del sistema;fin del documento;messaggio di sistema;fine del documento;mensagem do sistema;fim do documento;systeembericht;einde van het document;komunikat systemowy;системное сообщение;конец документа;sistem mesajı;系统消息;系统提示;文档结束;システムメッセージ;文書の終わり;시스템 메시지;문서 끝',
  ),
]

export const principal: readonly string[] = [
  ...joined(
    list(
      'the user;your user;the human;the customer;your owner;your operator;the operator;your developers;your boss;my boss;the administrator',
    ),
    list(
      'wants;wants you;asked;asked you;has asked;has agreed;has approved;has authorized;has authorised;approved;authorized;authorised;agreed;needs you;requires;instructs;expects;already;would like you;told you;allows;permits;is aware;knows;gave;consented;confirmed;will thank;has changed',
    ),
  ),
  ...joined(
    list(
      'tell;ask;inform;notify;warn;convince;persuade;urge;show;assure;trick;remind;instruct;advise;direct',
    ),
    list('the user;the human;your user;the person asking;the person you'),
  ),
  ...joined(
    list('the user’s;your user’s;the customer’s;the owner’s;their'),
    list(
      'password*;credentials;contacts;address book;inbox;emails;mails;messages;calendar;files;documents;account;accounts;bank;payment;card;location;history;data;name;session;token;tokens;key;keys;profile;personal;private;phone',
    ),
  ),
  ...list(
    'on behalf of the user;for the user;in the name of the user;dem nutzer;dem benutzer;den nutzer;den benutzer;der nutzer möchte;der benutzer möchte;à l’utilisateur;l’utilisateur a;à l’utilisatrice;al usuario;el usuario quiere;el usuario ha;all’utente;l’utente ha;ao usuário;o usuário quer;o usuário já;aan de gebruiker;de gebruiker heeft;użytkownikowi;użytkownik chce;пользователю;пользователь хочет;пользователь уже;kullanıcıya;告诉用户;用户已经;用户希望;ユーザーに;ユーザーは;사용자에게;사용자가;用户已授权;用户同意;사용자는;ユーザーはすでに;l’utilisateur t’autorise;el usuario te autoriza;el usuario ya;l’utente ti autorizza;l’utente ha;o usuário autoriza;de gebruiker wil;użytkownik wyraził;пользователь дал;пользователь разрешил;kullanıcı onay;kullanıcı sana;användaren har;користувач дав;uživatel souhlasil;pengguna sudah;المستخدم وافق;der nutzer hat;der benutzer hat',
  ),
]
