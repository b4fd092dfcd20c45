import { describe, expect, it } from 'vitest'
import { verifies } from '../../../../test/promises.ts'
import { groundedness, indexContext, judgeAnswer } from '../groundedness.ts'
import { sentenceSpans, stemOf, tokensOf } from './tokens.ts'

const context =
  'The gateway refuses requests when the spool is full. A key expires after 90 days, and its owner is told a week before. ' +
  'Maria Lopez founded the team in 2019. John Peters joined her in 2021 and leads the office in Lisbon. ' +
  'Backups may be encrypted. Exports are not signed. The archive holds more than 3,500 reports from 12 countries. ' +
  'The blue plan costs less than the red plan.'
const score = (answer: string, question = ''): number => groundedness(context, question, answer).score

describe('what a text is read as', () => {
  const read = (text: string): string[] => tokensOf(text, 0, text.length).map((t) => `${t.kind}:${t.stem}`)

  it('numbers by value, however they are written', () => {
    expect(read('twenty five of 3,500 and 1.5 million')).toEqual([
      'number:25',
      'stop:of',
      'number:3500',
      'stop:and',
      'number:1500000',
    ])
    expect(read('3.500,5')).toEqual(['number:3500.5'])
    expect(read('23 , 768')).toEqual(['number:23768'])
    expect(read("the 1920s, the 1920 ' s")).toEqual(['stop:the', 'number:1920', 'stop:the', 'number:1920'])
    expect(read('the 12th')).toEqual(['stop:the', 'number:12'])
  })
  it('forms of a word and close synonyms under one name', () => {
    for (const [a, b] of [
      ['enforced', 'enforcing'],
      ['launched', 'launching'],
      ['countries', 'country'],
      ['wrote', 'written'],
      ['film', 'movie'],
      ['stopped', 'stops'],
    ] as const)
      expect(stemOf(a), `${a}, ${b}`).toBe(stemOf(b))
  })
  it('sentences, with abbreviations and other scripts', () => {
    const text = 'Dr. Weber came at 3.15 p.m. yesterday. Why?\nNo idea! 他来了。好。'
    expect([...sentenceSpans(text)].map((s) => text.slice(s.start, s.end))).toEqual([
      'Dr. Weber came at 3.15 p.m. yesterday.',
      'Why?',
      'No idea!',
      '他来了。',
      '好。',
    ])
  })
})

describe('an answer beside its context', () => {
  it.each([
    'A key expires after 90 days.',
    'A key expires after ninety days.',
    'When the spool is full, the gateway refuses requests.',
    'When the spool is full, requests are refused by the gateway.',
    'The team was founded by Maria Lopez in 2019.',
    'Maria Lopez founded the team.',
    'The archive holds more than 3500 reports.',
    "Exports aren't signed.",
    'Yes, sure!',
    '',
    'The document does not mention that.',
  ])('supports: %s', (answer) => {
    expect(score(answer)).toBeLessThan(0.5)
  })

  it.each([
    ['a number', 'A key expires after 30 days.'],
    ['a unit', 'A key expires after 90 hours.'],
    ['a name from nowhere', 'The team was founded by Anna Keller in 2019.'],
    ['a name from elsewhere', 'John Peters founded the team in 2019.'],
    ['a year from elsewhere', 'Maria Lopez founded the team in 2021.'],
    ['a negation', 'The gateway does not refuse requests when the spool is full.'],
    ['a negation that was dropped', 'Exports are signed.'],
    ['an opposite', 'The gateway refuses requests when the spool is empty.'],
    ['a comparison turned', 'The blue plan costs more than the red plan.'],
    ['a modality', 'Backups must always be encrypted.'],
    ['another gender', 'John Peters joined him in 2021.'],
    ['something else', 'Penguins swim faster than most sailing boats.'],
  ])('does not support %s: %s', (_, answer) => {
    expect(score(answer)).toBeGreaterThanOrEqual(0.5)
  })

  it.each([
    ['The service stopped after the update.', 'The service started after the update.'],
    ['The borrower receives the letter in March.', 'The lender receives the letter in March.'],
    ['The valley is shallow near the old mill.', 'The valley is deep near the old mill.'],
    ['He was elected mayor of Leeds in May.', 'She was elected mayor of Leeds in May.'],
  ])('opposites in every form, and the other gender: %s', (source, claim) => {
    expect(groundedness(source, '', source).score).toBeLessThan(0.5)
    expect(groundedness(source, '', claim)).toMatchObject({
      spans: [{ start: 0, end: claim.length, type: 'contradiction' }],
    })
  })

  it('who did it to whom: names exchanged about a verb are named, another order of the same is not', () => {
    const source = 'Last year the ferry line Nordlink bought the shipyard Hansa after long talks in Oslo.'
    const risk = (claim: string): number => groundedness(source, '', claim).score
    expect(risk('Last year the shipyard Hansa bought the ferry line Nordlink.')).toBeGreaterThanOrEqual(0.5)
    expect(risk('Last year the ferry line Nordlink bought the shipyard Hansa.')).toBeLessThan(0.5)
    expect(risk('Last year the shipyard Hansa was bought by the ferry line Nordlink.')).toBeLessThan(0.5)
    expect(risk('After long talks in Oslo the ferry line Nordlink bought the shipyard Hansa.')).toBeLessThan(
      0.5,
    )
  })
  it('a number in the place of another is named, though it stands in the sentence beside it', () => {
    const source = 'The lease of the mill runs for 12 years. The deposit for the mill is 800 euros.'
    expect(groundedness(source, '', 'The deposit for the mill is 12 euros.').score).toBeGreaterThanOrEqual(
      0.5,
    )
    expect(groundedness(source, '', 'The deposit for the mill is 800 euros.').score).toBeLessThan(0.5)
  })

  it('a short answer must stand where its question points', () => {
    const question = 'Who founded the team?'
    expect(score('Maria Lopez', question)).toBeLessThan(score('John Peters', question))
  })

  it.each(['Who won the cup final?', 'How many goals did Messi score in 2021?', 'Wann fährt der Zug ab?'])(
    'a question about something else changes no verdict: %s',
    (question) => {
      for (const answer of ['Maria Lopez.', 'A key expires.', 'A key expires after 90 days.'])
        expect(score(answer, question), answer).toBeCloseTo(score(answer), 1)
    },
  )

  it('names the sentence and the reason', () => {
    const answer =
      'A key expires after 90 days. The archive holds 9,999 reports. Exports are never exported to Mars by Elon Dupont.'
    const spans = groundedness(context, '', answer).spans
    expect(spans.map((s) => answer.slice(s.start, s.end))).toEqual([
      'The archive holds 9,999 reports.',
      'Exports are never exported to Mars by Elon Dupont.',
    ])
    expect(spans[0]?.type).toBe('unsupported_number')
  })

  it('other languages are read by the same rules: copied passes, a changed number, name or negation does not', () => {
    const german =
      'Der Zug nach München fährt um 9:15 Uhr ab. Er hält nicht in Augsburg. Die Fahrt kostet 25 Euro.'
    const french = 'Le train pour Lyon part à 9:15. Il ne s’arrête pas à Dijon. Le billet coûte 25 euros.'
    for (const [source, good, bad] of [
      [german, 'Die Fahrt kostet 25 Euro.', 'Die Fahrt kostet 40 Euro.'],
      [german, 'Der Zug fährt um 9:15 Uhr ab.', 'Der Zug nach Hamburg fährt um 9:15 Uhr ab.'],
      [french, 'Le billet coûte 25 euros.', 'Le billet coûte 40 euros.'],
      [french, 'Le train pour Lyon part à 9:15.', 'Le train pour Lille part à 9:15.'],
    ] as const) {
      expect(groundedness(source, '', good).score, good).toBeLessThan(0.5)
      expect(groundedness(source, '', bad).score, bad).toBeGreaterThanOrEqual(0.5)
    }
  })

  it('one reading of the context serves many answers, with the same verdicts', () => {
    const index = indexContext(context)
    for (const answer of ['A key expires after 90 days.', 'A key expires after 30 days. Yes.'])
      expect(judgeAnswer(index, '', answer)).toEqual(groundedness(context, '', answer))
  })
})

describe('a turn of a dialogue', () => {
  it.each([
    "I'm not sure, but a key expires after 90 days.",
    "i ' m not sure , but i do know that a key expires after 90 days .",
    'Did you know that Maria Lopez founded the team in 2019?',
    "That's cool. Maria Lopez founded the team.",
    'I love it!',
    'Let me know if you need anything else.',
  ])('what opens it claims nothing: %s', (answer) => {
    expect(score(answer)).toBeLessThan(0.5)
  })

  it.each([
    "I'm not sure, but a key expires after 30 days.",
    "i ' m not sure , but i do know that penguins swim faster than sailing boats .",
    'Yes, the gateway never refuses requests when the spool is full.',
  ])('what follows is judged: %s', (answer) => {
    expect(score(answer)).toBeGreaterThanOrEqual(0.5)
  })

  verifies(
    'GUARD-4',
    'an answer of several sentences is named by its wrong one, and chat around it is not named',
    () => {
      const answer = 'Oh nice! I love archives. The archive holds more than 9,999 reports. What about you?'
      const { spans } = groundedness(context, '', answer)
      expect(spans.map((s) => answer.slice(s.start, s.end))).toEqual([
        'The archive holds more than 9,999 reports.',
      ])
    },
  )
})

describe('bounds', () => {
  verifies(
    'GUARD-4',
    'groundedness of each sentence: what the context says passes, each single changed fact is named',
    () => {
      const answer = 'Maria Lopez founded the team in 2019. A key expires after 30 days.'
      expect(groundedness(context, '', answer).spans).toEqual([
        { start: 38, end: answer.length, type: 'unsupported_number' },
      ])
    },
  )

  it('hostile contexts and answers end, and a word that stands everywhere costs no more than others', () => {
    for (const text of [
      'a '.repeat(50_000),
      '1 '.repeat(50_000),
      'Anna '.repeat(20_000),
      'no not '.repeat(20_000),
      '. '.repeat(50_000),
      'x'.repeat(100_000),
      '汉'.repeat(50_000),
    ]) {
      const index = indexContext(text)
      const { score: risk } = judgeAnswer(index, text.slice(0, 5_000), text.slice(0, 20_000))
      expect(risk).toBeGreaterThanOrEqual(0)
      expect(risk).toBeLessThanOrEqual(1)
    }
  }, 60_000)
})
