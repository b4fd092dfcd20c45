import type { InstalledDetector } from './contract.ts'

/**
 * Figures of detectors as `bench/detectors` printed them, by the version that they were measured of. A detector whose version is not here has no
 * figures: those of another version say nothing of it. Change a row only with a run of its command.
 */
const figures: Readonly<Record<string, NonNullable<InstalledDetector['figures']>>> = {
  'injection@2+b2c73eee923d0e75aa': {
    measuredAt: '2026-11-28',
    command: 'npx tsx train/injection/lso.ts; npx tsx train/injection/checks.ts',
    rows: [
      { what: 'area under the curve, sources left out on both sides', value: '0.970', of: 'four folds' },
      { what: 'the user’s attacks blocked, out of fold', value: '0.73', of: 'at 0.15 % false alarms' },
      { what: 'attacks in users’ prompts blocked', value: '0.765', of: '200 texts, unseen author' },
      { what: 'the same, an older check', value: '0.63', of: '220 texts, unseen author' },
      { what: 'the same, the oldest check', value: '0.58', of: '240 texts, unseen author' },
      { what: 'false alarms on ordinary prompts', value: '0.003', of: '600 texts, three unseen authors' },
      {
        what: 'the same, prompts that look like an attack',
        value: '0.074',
        of: '340 texts, three unseen authors',
      },
      { what: 'attacks inside data blocked, out of fold', value: '0.23', of: 'at 0.99 % false alarms' },
      { what: 'overrides in tool results, usual words', value: '0.97', of: '225 texts, unseen author' },
      { what: 'the same acts said otherwise', value: '0.84', of: '225 texts, unseen author' },
      { what: 'false alarms on ordinary tool results', value: '0.007', of: '150 texts, unseen author' },
      { what: 'the same, texts that look like an override', value: '0.020', of: '450 texts, unseen author' },
      { what: 'the same, an older check', value: '0.099', of: '81 texts written apart' },
    ],
  },
  'pii@5': {
    measuredAt: '2026-11-28',
    command: 'npx tsx bench/detectors/pii.ts DIR; npx tsx train/pii/check.ts',
    rows: [
      { what: 'span F1 of the tagger, prose written apart', value: '0.833', of: '1,105 names' },
      { what: 'span F1 of the tagger, encyclopaedia left out', value: '0.770', of: '2,846 names' },
      { what: 'span F1, another generator', value: '0.878', of: '95 texts' },
      { what: 'span F1, tweets never trained on', value: '0.684', of: '374 texts' },
      {
        what: 'span F1, identifiers of 40 countries',
        value: '1.000',
        of: '3,000 texts of our own generator',
      },
      {
        what: 'false alarms on text full of numbers',
        value: '0.000',
        of: '3,000 texts of our own generator',
      },
    ],
  },
  'secret-patterns@3': {
    measuredAt: '2026-11-27',
    command: 'npx tsx bench/detectors/secrets.ts DIR --peers',
    rows: [
      { what: 'keys found, issuer left out of the list', value: '0.990', of: '2,072 keys' },
      { what: 'keys found, shapes that nobody lists', value: '0.995', of: '576 texts' },
      { what: 'keys found, second generator', value: '0.954', of: '390 texts' },
      { what: 'keys found, development set', value: '0.992', of: '709 texts' },
      { what: 'false alarms on token-like harmless text', value: '0.000', of: '3,368 texts' },
    ],
  },
  'coded-secrets@1': {
    measuredAt: '2026-11-28',
    command: 'npx tsx bench/detectors/coded.ts node_modules --half b --seconds 70',
    rows: [
      { what: 'values found, 36 codings of our own', value: '0.985', of: '6,480 texts' },
      { what: 'false alarms on files and what holds them in code', value: '0.000', of: '21,407 texts' },
    ],
  },
  'coded-pii@1': {
    measuredAt: '2026-11-28',
    command: 'npx tsx bench/detectors/coded.ts node_modules --half b --seconds 70',
    rows: [
      { what: 'values found, 36 codings of our own', value: '0.985', of: '6,480 texts' },
      { what: 'false alarms on files and what holds them in code', value: '0.000', of: '21,407 texts' },
    ],
  },
  'grounded@4': {
    measuredAt: '2026-11-27',
    command: 'npx tsx train/groundedness/train.ts DIR',
    rows: [
      {
        what: 'area under the curve, dialogue answers left out of training, those that only claim',
        value: '0.888',
        of: '2,152 answers',
      },
      { what: 'supported ones of these flagged', value: '0.053', of: 'of 1,215 answers' },
      {
        what: 'area under the curve, dialogue answers left out, chat included',
        value: '0.841',
        of: '4,031 answers',
      },
      {
        what: 'area under the curve, changed documentation left out of training',
        value: '0.995',
        of: '840 answers',
      },
      {
        what: 'area under the curve, machine summaries never trained on',
        value: '0.68',
        of: '474 answers',
      },
    ],
  },
}

export const figuresOf = (version: string): InstalledDetector['figures'] => figures[version] ?? null
