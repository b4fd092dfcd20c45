import { ending, hail, principal, retask } from './address.ts'

/**
 * More concepts, beside the lexicon's: verbs that ask for work of the mind, and what such work delivers. Neither is a sign of
 * anything in a user's words; in data, a sentence that begins with the one and is foreign to its surroundings is.
 */
const words = (text: string): readonly string[] =>
  text
    .trim()
    .split(/\s+/u)
    .map((entry) => entry.replaceAll('_', ' '))

export const extra = {
  task: words(`
    write draft compose describe explain provide develop design create compare contrast list summarize summarise outline discuss
    analyze analyse evaluate calculate compute convert encode decode encrypt translate rewrite rephrase paraphrase replace remove reverse
    jumble shuffle scramble capitalize include incorporate insert embed integrate weave merge blend append add augment enhance enrich
    infuse inject mention suggest recommend propose generate produce build implement solve define identify determine find name
    give tell show teach help imagine invent brainstorm classify categorize sort rank rate review critique proofread edit improve
    correct fix debug optimize optimise refactor plan organize prepare predict estimate interpret illustrate elaborate expand extend
    complete finish continue respond reply answer output print say speak sing quote cite state claim assert pretend act play assume
    promote advertise endorse emphasize highlight hint tease use utilize utilise employ adopt apply consider try ensure let's
    schreibe erkläre beschreibe nenne erstelle übersetze liste verfasse antworte
    écris écrivez explique expliquez décris décrivez donne donnez crée créez traduis traduisez réponds répondez rédige
    escribe explica describe dame crea traduce responde haz redacta enumera
    scrivi spiega descrivi dammi crea traduci rispondi elenca
    escreva explique descreva dê crie traduza responda liste
    schrijf leg beschrijf geef maak vertaal antwoord
    napisz wyjaśnij opisz podaj stwórz przetłumacz odpowiedz
    напиши напишите объясни объясните опиши опишите переведи переведите ответь ответьте придумай составь
    yaz açıkla anlat çevir listele cevapla
    اكتب اشرح ترجم صف أجب
    लिखो लिखें समझाओ समझाएं बताओ बताएं अनुवाद
    写 写一 解释 描述 翻译 列出 回答 生成 書いて 説明して 翻訳して 答えて 教えて 써 설명 번역 알려 대답
  `),
  product: words(`
    response reply answer output message summary text sentence sentences paragraph paragraphs word words letter letters vowels
    vowel characters essay article poem song story speech script function program code snippet algorithm implementation solution
    example examples list table recipe plan report e-mail email tweet post blog review headline slogan joke riddle quote fact facts
    overview introduction conclusion outline translation definition explanation description argument opinion format emoji emojis
    advertisement ad promotion link url
    antwort text brief gedicht beispiel réponse texte poème exemple respuesta texto poema ejemplo risposta testo esempio resposta
    exemplo antwoord tekst odpowiedź ответ текст стихотворение пример cevap metin 回答 回复 文章 返答 応答 답변 글
  `),
  hail,
  retask,
  ending,
  principal,
} as const
