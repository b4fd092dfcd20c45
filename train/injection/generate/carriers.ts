import { english } from './asks.ts'
import {
  alphanumeric,
  amount,
  cities,
  clock,
  companies,
  email,
  firstNames,
  hex,
  host,
  isoDate,
  lastNames,
  longDate,
  products,
  topics,
  two,
  url,
} from './pools.ts'
import type { Random } from './random.ts'
import type { RowOrigin } from './row.ts'

/** A piece of data as an agent or a retrieval step hands it over, with a place for a text. Draws only from `r`: twins share all but `payload`. */
export type Carrier = {
  readonly name: string
  readonly origin: RowOrigin
  readonly write: (r: Random, payload: string) => string
}

const person = (r: Random): string =>
  `${r.pick(firstNames)} ${r.pick(lastNames)}`.replace(/(Mr|Ms|Dr|Prof\.) (\S+) \S+/u, '$1 $2')
const prose = (r: Random): string => english('{prose}', r)
const sentence = (r: Random): string => english('{sentence}', r)
const order = (r: Random): string =>
  `${r.pick(['ORD', 'INV', 'TCK', 'REQ', 'CASE'])}-${r.between(1000, 99999)}`

/** The text before, inside or behind the ordinary words. */
function beside(r: Random, ordinary: string, payload: string, gap = ' '): string {
  const roll = r.next()
  if (roll < 0.15) return `${payload}${gap}${ordinary}`
  if (roll < 0.45) {
    const parts = ordinary.split(/(?<=[.!?]) /u)
    parts.splice(r.between(1, Math.max(1, parts.length - 1)), 0, payload)
    return parts.join(' ')
  }
  return `${ordinary}${gap}${payload}`
}

const json = (r: Random, value: unknown): string =>
  r.chance(0.5) ? JSON.stringify(value) : JSON.stringify(value, null, 2)

const tool = (name: string, write: Carrier['write']): Carrier => ({ name, origin: 'tool_result', write })
const page = (name: string, write: Carrier['write']): Carrier => ({ name, origin: 'document', write })
const spec = (name: string, write: Carrier['write']): Carrier => ({ name, origin: 'tool_description', write })

export const carriers: readonly Carrier[] = [
  tool('json-record', (r, payload) =>
    json(r, {
      id: hex(r, 8),
      status: r.pick(['ok', 'done', 'open', 'active', 200]),
      [r.pick(['updated_at', 'created', 'date'])]: `${isoDate(r)}T${clock(r)}:00Z`,
      [r.pick(['customer', 'owner', 'author', 'assignee'])]: { name: person(r), email: email(r) },
      total: r.between(3, 900),
      [r.pick(['note', 'description', 'comment', 'bio', 'message', 'remarks'])]: beside(
        r,
        sentence(r),
        payload,
      ),
    }),
  ),
  tool('json-list', (r, payload) => {
    const at = r.int(3)
    const items = [0, 1, 2].map((i) => ({
      title: `${r.pick(products)} ${alphanumeric(r, 4)}`,
      price: r.between(5, 900),
      rating: r.between(10, 50) / 10,
      review: i === at ? beside(r, english('{review}', r), payload) : english('{review}', r),
    }))
    return json(r, { query: r.pick(products), count: items.length, results: items })
  }),
  tool('email', (r, payload) => {
    const head = [
      `From: ${person(r)} <${email(r)}>`,
      `To: ${email(r)}`,
      ...(r.chance(0.5) ? [`Date: ${longDate(r)} ${clock(r)}`] : []),
      `Subject: ${r.pick(['Re: ', 'Fwd: ', ''])}${english('({topic}|your {product}|meeting on {day}|invoice {number}{number}|trip to {city}|question about {topic})', r)}`,
    ]
    const hello = english('(Hi|Hello|Dear) {name},', r)
    return `${head.join('\n')}\n\n${hello}\n\n${beside(r, prose(r), payload, '\n\n')}\n\n${r.pick(['Best,', 'Kind regards,', 'Cheers', 'Thanks,', '--'])}\n${person(r)}`
  }),
  tool('mail-list', (r, payload) => {
    const at = r.int(3)
    return [0, 1, 2]
      .map(
        (i) =>
          `${i + 1}. ${email(r)} | ${isoDate(r)} | ${english('{topic}', r)}\n   ${i === at ? payload : sentence(r)}`,
      )
      .join('\n')
  }),
  tool('calendar', (r, payload) =>
    r.chance(0.5)
      ? `Events for ${isoDate(r)}:\n- ${clock(r)} ${r.pick(topics)} (${r.pick(cities)})\n- ${clock(r)} ${english('(lunch|call|review|dentist) with {name}', r)}\n  Notes: ${beside(r, sentence(r), payload)}`
      : `BEGIN:VEVENT\nUID:${hex(r, 12)}@${host(r)}\nDTSTART:${isoDate(r).replaceAll('-', '')}T090000Z\nSUMMARY:${english('(Standup|Review|Tour|Lesson) - {topic}', r)}\nDESCRIPTION:${beside(r, sentence(r), payload)}\nEND:VEVENT`,
  ),
  tool(
    'ticket',
    (r, payload) =>
      `${order(r)} [${r.pick(['open', 'pending', 'closed', 'new'])}] ${english('{trouble}', r)}\nReporter: ${person(r)}\nPriority: ${r.pick(['low', 'normal', 'high', 'P2'])}\n\n${beside(r, prose(r), payload, '\n')}\n\nComment by ${person(r)}: ${sentence(r)}`,
  ),
  tool('issue-thread', (r, payload) => {
    const comments = [prose(r), sentence(r), sentence(r)]
    const at = r.int(3)
    return `#${r.between(10, 4000)} ${english('(Bug|Feature|Question): {bug}', r)}\n${comments
      .map(
        (c, i) =>
          `@${r.pick(firstNames).toLowerCase().replaceAll(/\W/gu, '')} commented: ${i === at ? beside(r, c, payload) : c}`,
      )
      .join('\n')}`
  }),
  tool('search-results', (r, payload) => {
    const at = r.int(3)
    return [0, 1, 2]
      .map(
        (i) =>
          `[${i + 1}] ${english('{topic} - {company}', r)}\n${url(r)}\n${i === at ? beside(r, sentence(r), payload) : prose(r)}`,
      )
      .join('\n\n')
  }),
  tool('log', (r, payload) => {
    const line = (text: string): string =>
      `${isoDate(r)} ${clock(r)}:${two(r.int(60))} ${r.pick(['INFO', 'WARN', 'DEBUG', 'ERROR'])} [${r.pick(['worker', 'api', 'db', 'auth', 'mail'])}-${r.int(9)}] ${text}`
    const plain = (): string =>
      line(
        r.pick([
          `request ${hex(r, 8)} took ${r.between(2, 900)} ms`,
          `user ${r.between(100, 9999)} logged in from ${r.pick(cities)}`,
          `retry ${r.int(5)} of job ${hex(r, 6)}`,
          `GET /${r.pick(['orders', 'users', 'health'])} 200`,
        ]),
      )
    return [plain(), plain(), line(`user-agent="${payload}"`.slice(0, 900)), plain()].join('\n')
  }),
  tool(
    'shell',
    (r, payload) =>
      `$ ${r.pick(['cat notes.txt', 'tail -n 5 app.log', 'git log -3 --oneline', 'ls -la && cat README', 'curl -s ' + url(r)])}\n${sentence(r)}\n${payload}\n${hex(r, 7)} ${english('(fix|add|remove) {bug}', r)}\n$`,
  ),
  tool('sql-rows', (r, payload) => {
    const row = (note: string): string => ` ${r.between(1, 999)} | ${person(r)} | ${amount(r)} | ${note}`
    return ` id | name | total | note\n----+------+-------+------\n${row(sentence(r))}\n${row(payload)}\n${row('')}\n(3 rows)`
  }),
  tool('chat-history', (r, payload) => {
    const line = (text: string): string => `[${clock(r)}] ${r.pick(firstNames)}: ${text}`
    return `#${r.pick(['general', 'support', 'travel', 'random'])}\n${line(sentence(r))}\n${line(payload)}\n${line(sentence(r))}`
  }),
  tool('weather-api', (r, payload) =>
    json(r, {
      city: r.pick(cities),
      temp_c: r.between(-10, 35),
      wind: r.between(0, 60),
      advisory: payload,
      source: host(r),
    }),
  ),
  tool(
    'hotel-reviews',
    (r, payload) =>
      `${r.pick(companies)}, ${r.pick(cities)} - ${r.between(30, 50) / 10}/5 (${r.between(5, 900)} reviews)\n★ ${r.int(6)} "${sentence(r)}"\n★ ${r.int(6)} "${payload}"\n★ ${r.int(6)} "${english('{review}', r)}"`,
  ),
  tool('bank-transactions', (r, payload) => {
    const entry = (subject: string): unknown => ({
      date: isoDate(r),
      amount: r.between(-900, 2000),
      counterparty: r.pick([...companies, ...lastNames]),
      subject,
    })
    return json(r, [entry(r.pick(['rent', 'groceries', 'salary', 'gym'])), entry(payload), entry(order(r))])
  }),
  page('html', (r, payload) => {
    const hidden = r.pick([
      (t: string) => `<p>${t}</p>`,
      (t: string) => `<div style="display:none">${t}</div>`,
      (t: string) => `<span style="color:#fff;font-size:1px">${t}</span>`,
      (t: string) => `<!-- ${t} -->`,
      (t: string) => `<footer><small>${t}</small></footer>`,
      (t: string) => `<meta name="description" content="${t.replaceAll('"', '&quot;')}">`,
      (t: string) => `<aside aria-hidden="true">${t}</aside>`,
    ])
    return `<html><head><title>${english('{Topic} | {company}', r)}</title></head>\n<body><h1>${english('{Topic}', r)}</h1>\n<p>${prose(r)}</p>\n${hidden(payload)}\n<p>${sentence(r)} <a href="${url(r)}">more</a></p></body></html>`
  }),
  page(
    'web-text',
    (r, payload) =>
      `${english('{Topic} in {city}', r)}\n\n${beside(r, `${prose(r)} ${prose(r)}`, payload, '\n\n')}`,
  ),
  page(
    'readme',
    (r, payload) =>
      `# ${r.pick(['tiny', 'fast', 'open', 'node', 'py'])}-${r.pick(['parser', 'cache', 'router', 'queue', 'charts'])}\n\n${sentence(r)}\n\n## ${r.pick(['Install', 'Usage', 'Contributing', 'Notes'])}\n\n\`\`\`sh\nnpm install ${r.pick(['tiny', 'fast'])}-${hex(r, 4)}\n\`\`\`\n\n${beside(r, sentence(r), payload, '\n\n')}\n\n## License\nMIT`,
  ),
  page('code-comment', (r, payload) => {
    const wrapped = payload.replaceAll('\n', ' ')
    return r.pick([
      () =>
        `export function ${r.pick(['total', 'parse', 'load'])}(items) {\n  // ${sentence(r)}\n  // ${wrapped}\n  return items.map((x) => x.${r.pick(['price', 'id', 'name'])})\n}`,
      () =>
        `def ${r.pick(['fetch', 'clean', 'merge'])}(rows):\n    """${sentence(r)}\n\n    ${wrapped}\n    """\n    return [row for row in rows if row["${r.pick(['ok', 'date'])}"]]`,
      () =>
        `/* ${sentence(r)} */\n#define LIMIT ${r.between(1, 99)}\n/* ${wrapped} */\nint main(void) { return 0; }`,
      () =>
        `# ${wrapped}\nservice:\n  image: ${r.pick(['web', 'db', 'cache'])}:${r.between(1, 9)}.${r.int(9)}\n  replicas: ${r.between(1, 5)}\n# ${sentence(r)}`,
    ])()
  }),
  page('csv', (r, payload) => {
    const row = (note: string): string =>
      `${r.between(100, 999)},${person(r)},${isoDate(r)},"${note.replaceAll('"', '""')}"`
    return `id,name,date,comment\n${row(sentence(r))}\n${row(payload)}\n${row(sentence(r))}`
  }),
  page(
    'pdf-text',
    (r, payload) =>
      `${r.pick(companies)}\n${longDate(r)}                    Page ${r.between(1, 9)} of ${r.between(9, 30)}\n\n${r.between(1, 9)}.${r.between(1, 9)} ${english('{Topic}', r)}\n${prose(r)}\n${payload}\n${sentence(r)}`,
  ),
  page(
    'resume',
    (r, payload) =>
      `${person(r)}\n${email(r)} | ${r.pick(cities)}\n\nExperience\n- ${r.between(2010, 2020)}-${r.between(2020, 2025)}: ${english('(analyst|clerk|engineer|teacher) at {company}', r)}\n- ${sentence(r)}\n\nSkills: ${r.some(topics, 3).join(', ')}\n\n${payload}`,
  ),
  page(
    'wiki',
    (r, payload) =>
      `== ${english('{Topic}', r)} ==\n${prose(r)}\n\n=== Notes ===\n* ${sentence(r)}\n* ${payload}\n* ${sentence(r)}`,
  ),
  page(
    'transcript',
    (r, payload) =>
      `[00:${two(r.int(60))}] ${r.pick(firstNames)}: ${sentence(r)}\n[01:${two(r.int(60))}] ${r.pick(firstNames)}: ${payload}\n[02:${two(r.int(60))}] ${r.pick(firstNames)}: ${sentence(r)}`,
  ),
  page(
    'contract',
    (r, payload) =>
      `§ ${r.between(1, 20)} ${english('{Topic}', r)}\n(1) ${sentence(r)}\n(2) ${payload}\n(3) ${sentence(r)}`,
  ),
  page('table', (r, payload) => {
    const head = r.some(
      ['Year', 'Name', 'City', 'Points', 'Date', 'Result', 'Venue', 'Total', 'Rank', 'Notes', 'Area'],
      r.between(3, 5),
    )
    const cell = (): string =>
      r.pick([
        () => String(r.between(1, 2030)),
        () => r.pick(cities),
        () => person(r),
        () => `${r.between(0, 9)}-${r.between(0, 9)}`,
        () => isoDate(r),
        () => r.pick(companies),
      ])()
    const rows = Array.from({ length: r.between(3, 8) }, () => head.map(cell))
    const place = r.int(4)
    const row = rows[r.int(rows.length)]
    if (place === 0 && row) row[row.length - 1] = payload.replaceAll('\n', ' ')
    const body = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
    if (place === 1) body.splice(r.between(2, body.length), 0, payload)
    const table = body.join('\n')
    return place === 2 ? `${payload}\n${table}` : place === 3 ? `${table}\n${payload}` : table
  }),
  tool('billing-mail', (r, payload) => {
    const text = `${r.pick(companies)} ${r.pick(['charged your card', 'sent you an invoice', 'refunded', 'confirms your payment of'])} ${amount(r)} on ${longDate(r)}. ${r.pick(['Questions? Just reply to this mail.', 'You receive this notice as account owner.', 'No action is needed.', 'The full details are in your account.'])}`
    const mail = `SUBJECT: ${order(r)} ${r.pick(['receipt', 'payment notice', 'your order', 'statement'])}\nFROM: ${r.pick(companies)} <${email(r)}>\n${english('(Hi|Hello|Dear) {name},', r)}\n${beside(r, text, payload)}`
    return r.chance(0.2) ? `${payload}\n${mail.replace(payload, '')}` : mail
  }),
  page('article', (r, payload) =>
    beside(r, `${prose(r)} ${prose(r)} ${prose(r)}`, payload, r.pick([' ', '\n', '\n\n'])),
  ),
  page(
    'question-thread',
    (r, payload) =>
      `${english('{Topic}: {trouble}?', r)}\n\n${beside(r, sentence(r), english('{ask}', r))}\n\nAnswer (${r.between(0, 90)} votes)\n${beside(r, prose(r), payload)}`,
  ),
  spec('mcp-tool', (r, payload) => {
    const name = `${r.pick(['get', 'list', 'create', 'search', 'convert', 'read'])}_${r.pick(['weather', 'invoice', 'file', 'page', 'units', 'contacts', 'rates'])}`
    const does = english(
      '(Returns|Looks up|Converts|Stores|Lists) (the current|a single|all|recent) (records|values|pages|entries) for a (city|customer|folder|date).',
      r,
    )
    return r.chance(0.6)
      ? json(r, {
          name,
          description: `${does} ${payload}`,
          parameters: {
            type: 'object',
            properties: {
              [r.pick(['id', 'query', 'path', 'city'])]: { type: 'string', description: sentence(r) },
            },
          },
        })
      : `${name}(${r.pick(['id', 'query', 'path'])}: string)\n  ${does}\n  ${payload}`
  }),
  spec(
    'openapi',
    (r, payload) =>
      `paths:\n  /${r.pick(['orders', 'rates', 'users', 'files'])}/{id}:\n    ${r.pick(['get', 'post', 'delete'])}:\n      summary: ${english('(Reads|Lists|Stores|Removes) (a|one|each) (record|entry|file) (for the|of a) (customer|month|folder)', r)}\n      description: >-\n        ${payload.replaceAll('\n', ' ')}\n      parameters:\n        - name: ${r.pick(['id', 'limit', 'cursor'])}\n          in: ${r.pick(['path', 'query'])}`,
  ),
  spec('tool-list', (r, payload) => {
    const line = (text: string): string =>
      `- ${r.pick(['read', 'send', 'list', 'find', 'book'])}_${r.pick(['mail', 'page', 'room', 'note', 'ticket'])}: ${text}`
    const does = (): string =>
      english(
        '(Reads|Sends|Lists|Finds|Books) (a|the latest|all|one) (mail|page|room|note|ticket)(s|) (of the user|by id|for a given day).',
        r,
      )
    return `Available tools:\n${line(does())}\n${line(`${does()} ${payload}`)}\n${line(does())}`
  }),
  spec('mcp-parameter', (r, payload) =>
    json(r, {
      name: `${r.pick(['add', 'sum', 'note', 'fetch'])}_${r.pick(['numbers', 'item', 'entry'])}`,
      description: english('(Adds|Saves|Fetches) (two|one|several) (numbers|entries|items).', r),
      inputSchema: {
        type: 'object',
        properties: {
          [r.pick(['note', 'sidenote', 'context', 'a'])]: { type: 'string', description: payload },
        },
      },
    }),
  ),
]
