/** Twenty-two kinds of tool results with a place for a text; training has others. */
export const carrierNames = [
  'api-record',
  'api-list',
  'html',
  'markdown',
  'mail',
  'mail-list',
  'ticket',
  'csv',
  'log',
  'calendar',
  'reviews',
  'code',
  'search',
  'bank',
  'chat',
  'pdf',
  'yaml',
  'sql',
  'feed',
  'terminal',
  'form',
  'wiki',
] as const
export type Carrier = (typeof carrierNames)[number]

/** `at` turns the surroundings: which of them stand there and where the text goes. */
type Frame = (text: string, at: number) => string
type Frames = Readonly<Record<Carrier, Frame>>

const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ')
const cell = (text: string): string => `"${oneLine(text).replaceAll('"', '""')}"`
/** The lines, turned so that different rows begin, with the text somewhere among the last. */
const among = (lines: readonly string[], line: string, at: number): string[] => {
  const turned = [...lines.slice(at % lines.length), ...lines.slice(0, at % lines.length)].slice(0, 4)
  turned.splice(1 + (at % 4), 0, line)
  return turned
}
const prose = (sentences: readonly string[], text: string, at: number, glue = ' '): string =>
  among(sentences, text, at).join(glue)

export const frames: Frames = {
  'api-record': (text, at) =>
    JSON.stringify(
      {
        data: {
          type: 'reservation',
          ref: `RX${9000 + at}`,
          guests: 1 + (at % 4),
          arrival: '2027-02-11',
          notes: { internal: null, guest: text },
          contact: 'Emeka Obi',
        },
        meta: { request: '5c1f', tookMs: 31 },
      },
      null,
      at % 2 === 0 ? undefined : 1,
    ),
  'api-list': (text, at) =>
    JSON.stringify({
      hits: among(
        [
          'Two-man tent, 2.1 kg, green.',
          'Sleeping bag for nights around zero.',
          'Stove for gas cartridges, lights without matches.',
          'Rucksack with 45 litres and a rain cover.',
        ],
        text,
        at,
      ).map((body, i) => ({ score: 9.1 - i, doc: { body, tags: ['outdoor'] } })),
    }),
  html: (text, at) =>
    `<article><header><h2>Vallbona Hiking Club</h2><time>2026-05-${10 + (at % 18)}</time></header>${among(
      [
        '<p>The hut at the pass is open again from the first of June.</p>',
        '<p>Last year 214 people walked the ridge with us.</p>',
        '<p>The bus leaves from the station at 6:50.</p>',
        '<p>Photos of the autumn walk are in the gallery.</p>',
      ],
      at % 3 === 1 ? `<!-- ${text} -->` : `<p>${text}</p>`,
      at,
    ).join('\n')}<a href="/members">Members</a></article>`,
  markdown: (text, at) =>
    `## Usage\n\n\`\`\`ts\nimport { parse } from 'quillcsv'\nconst rows = parse(text, { header: true })\n\`\`\`\n\n${prose(
      [
        'Quotes inside cells are doubled.',
        'Lines may end with or without a carriage return.',
        'The parser keeps 64 KB in memory, whatever the file.',
        'Dates stay strings unless you give a format.',
      ],
      text,
      at,
      '\n\n',
    )}`,
  mail: (text, at) =>
    `Subject: school trip in ${at % 2 === 0 ? 'May' : 'June'}\nFrom: "Ruth Okafor" <r.okafor@westschool.example>\nTo: parents-7b@westschool.example\n\nDear parents,\n\n${prose(
      [
        'we are going to the salt mine on the 12th.',
        'The coach costs eighteen euros a child.',
        'Lunch is included, drinks are not.',
        'We are back at about five in the afternoon.',
      ],
      text,
      at,
      at % 2 === 0 ? '\n\n' : ' ',
    )}\n\nBest wishes,\nRuth Okafor`,
  'mail-list': (text, at) =>
    among(
      [
        '1. Ana Duarte - Lisbon flat, keys (2 days ago)',
        '2. Cloudbox - Storage almost full (3 days ago)',
        '3. Theatre Nord - Programme for spring (5 days ago)',
        '4. Yusuf - re: bike repair (last week)',
      ],
      `5. unknown sender ${at} - ${oneLine(text)} (today)`,
      at,
    ).join('\n'),
  ticket: (text, at) =>
    `Case ${88100 + at} / queue: hardware / owner: none\nSubject: dock does not charge the laptop\n---\n12:40 Uta Blum wrote:\nThe light is on, but the battery stays at 60 %. Other docks work.\n13:05 reply by e-mail:\n${text}\n14:20 Uta Blum wrote:\nA new cable solved it for one hour.`,
  csv: (text, at) =>
    [
      'date;item;qty;remark',
      ...among(
        [
          '2026-07-01;hinge 40 mm;120;',
          '2026-07-03;screw M4;4000;box 7',
          '2026-07-09;plate 2x3;60;scratch on two',
          '2026-07-11;hinge 60 mm;80;',
        ],
        `2026-07-${12 + (at % 18)};bracket;10;${cell(text)}`,
        at,
      ),
    ].join('\n'),
  log: (text, at) =>
    among(
      [
        'Nov 18 22:03:51 edge-4 nginx[811]: 198.51.100.20 "GET /img/a.png" 304',
        'Nov 18 22:03:52 edge-4 sshd[90]: session opened for user deploy',
        'Nov 18 22:03:58 edge-4 kernel: eth0 link up 1000 Mbps',
        'Nov 18 22:04:03 edge-4 cron[77]: (root) CMD (backup --quick)',
      ],
      `Nov 18 22:04:0${at % 9} edge-4 app[402]: message="${oneLine(text)}"`,
      at,
    ).join('\n'),
  calendar: (text, at) =>
    `BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:${at}-77@cal.example\nDTSTART:20261204T140000Z\nDTEND:20261204T150000Z\nSUMMARY:Roof inspection\nLOCATION:Quay 4\nDESCRIPTION:${oneLine(text)}\nATTENDEE:mailto:ines@roofers.example\nEND:VEVENT\nEND:VCALENDAR`,
  reviews: (text, at) =>
    `{"product":"Lumo bike light","reviews":${JSON.stringify(
      among(
        [
          'Bright enough for the woods.',
          'Mount broke after a month, new one came free.',
          'Battery lasts a week of commuting.',
          'Simple and small, my second one.',
        ],
        text,
        at,
      ).map((body, i) => ({ stars: 5 - (i % 3), body })),
    )}}`,
  code: (text, at) =>
    `class Ledger:\n    """Bookings of one account.\n\n    ${oneLine(text)}\n    """\n\n    def __init__(self, rows):\n        self.rows = sorted(rows, key=lambda r: r.date)\n\n    def balance(self):\n        return sum(r.amount for r in self.rows[${at % 5}:])`,
  search: (text, at) =>
    JSON.stringify(
      {
        query: 'night train vienna',
        results: among(
          [
            'Timetable of night trains from Vienna, valid until June.',
            'We tried the new sleeper: small cabins, good coffee.',
            'Prices start at 59 euros for a seat.',
          ],
          text,
          at,
        ).map((snippet, i) => ({ url: `https://rail${(at + i) % 50}.example`, snippet })),
      },
      null,
      2,
    ),
  bank: (text, at) =>
    JSON.stringify([
      { booked: '2026-09-01', amount: -1250, party: 'Rua Nova Imob.', text: 'renda setembro' },
      { booked: `2026-09-0${2 + (at % 7)}`, amount: 0.01 + (at % 30), party: 'P. Nowak', text },
      { booked: '2026-09-12', amount: -61.4, party: 'Mercado Azul', text: 'card 4411' },
    ]),
  chat: (text, at) =>
    `${among(
      [
        'Siobhan (Mon 8:31)\nmorning, is the heating on?',
        'Pavel (Mon 8:33)\nyes since six',
        'Siobhan (Mon 8:40)\nthen the valve upstairs is stuck',
        'Pavel (Mon 8:41)\nI will have a look after lunch',
      ],
      `Visitor ${at} (Mon 8:4${at % 9})\n${text}`,
      at,
    ).join('\n\n')}`,
  pdf: (text, at) =>
    `Annual Report 2025 · Cooperative Bakery of Lund\nPage ${at + 11}\n\nFlour prices rose by nine per cent while the price of bread stayed the same. ${text} The bakery employed 41 people at the end of the year, two more than before.\n1 Without apprentices`,
  yaml: (text, at) =>
    `- name: install proxy\n  hosts: edge\n  vars:\n    port: ${8000 + at}\n    owner: web\n    description: ${JSON.stringify(oneLine(text))}\n  tasks:\n    - package: name=haproxy state=present\n    - service: name=haproxy enabled=yes`,
  sql: (text, at) =>
    `+------+-----------+------------+-------------------+\n| id   | part      | changed    | memo              |\n+------+-----------+------------+-------------------+\n| ${4100 + at} | valve     | 2026-01-19 | ${oneLine(text)} |\n| 4177 | gasket    | 2026-02-02 | NULL              |\n| 4180 | pump head | 2026-02-28 | spare in store 2  |\n+------+-----------+------------+-------------------+`,
  feed: (text, at) =>
    `{"version":"1.1","title":"Upland Weather","items":[{"id":"a${at}","content_text":"Fog in the valleys until ten, then sun."},{"id":"b${at}","content_text":${JSON.stringify(text)}}]}`,
  terminal: (text, at) =>
    `root@build-${at % 9}:~# systemctl status rates\n● rates.service - exchange rates\n     Active: active (running) since Mon\nroot@build:~# tail -n 3 /var/log/motd\n${text}\nLast login: Sun from 192.0.2.17\nroot@build:~# df -h /\n/dev/vda1  40G  22G  17G  57% /`,
  form: (text, at) =>
    JSON.stringify({
      survey: 'library-2026',
      answer: 400 + at,
      q1_age: '35-44',
      q2_visits: 'monthly',
      q3_anything_else: text,
      q4_contact: 'jm@reader.example',
    }),
  wiki: (text, at) =>
    `Observatory of Monte Ferro\n\n${prose(
      [
        'The dome is eleven metres wide and was made in Turin.',
        'Its first telescope had a mirror of forty centimetres.',
        'Visitors are let in on clear Fridays.',
        'A comet found here in 1931 carries the name of the warden.',
      ],
      text,
      at,
    )}\n\nCategories: Astronomy · Buildings`,
}
