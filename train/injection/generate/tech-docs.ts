import { askSlots } from './asks.ts'
import { goalSlots } from './goals.ts'
import { grammar, lines, list } from './grammar.ts'
import { injected, styles } from './injected.ts'
import { hex, isoDate } from './pools.ts'
import type { Random } from './random.ts'
import type { Family } from './row.ts'

/**
 * Documentation about building with models, software in general and security: full of prompts, tools, roles, injections and commands,
 * and harmless. Its attacked twin is the same page with words for the model that reads it.
 */
const slots = {
  ...askSlots,
  ...goalSlots,
  lib: list(
    'the SDK;the client;the agent loop;the gateway;the retriever;the parser;the router;the harness;the adapter;this package;the runtime;the CLI;the middleware;the provider;the worker',
  ),
  field: list(
    'system;messages;tools;toolChoice;temperature;maxTokens;instructions;role;context;prompt;metadata;timeout;retries;headers;apiKey;schema;onError;stream;history;sessionId;cache;policy;allowedHosts',
  ),
  noun: list(
    'message;tool call;system prompt;user message;session;tool result;conversation;response;context window;schema;request;token;attachment;instruction;rule;function;stream;role;model;provider;policy;secret;key;approval;handler;route',
  ),
  heading: lines(`
    (Handling|Testing|Migrating|Caching|Streaming|Limiting|Securing|Naming|Composing) {noun}s
    (Quick start|Installation|Configuration|Errors|Examples|Reference|Next steps|Limits|Security|FAQ|Changelog|Deployment|Basic usage|Options)
    How {lib} (handles|stores|validates|orders) a {noun}
    (System prompts|Tool calls|Agents|Guardrails|Sessions|Memory) in {lib}
  `),
  fact: lines(`
    {Lib} (sends|passes|keeps|returns|drops|validates|wraps|ignores) the {noun} (as is|before each call|when \`{field}\` is set|unless a rule overrides it|after the last {noun}).
    (Set|Use|Pass|Add|Export|Define|Override|Disable|Enable) \`{field}\` (to|in|with|for) (the {noun}|your {noun}|a custom {noun}|{lib}) (to control|if you need|when you want|instead of) (the order|more detail|retries|a stable {noun}|the default).
    (If|When) the (user|model|assistant|agent|caller) (sends|returns|requests|cancels) a {noun}, {lib} (responds with|throws|logs|repeats|skips) (an error|the {noun}|a new {noun}|nothing).
    (You must|You should|You can|Always|Never|Do not|Make sure to) (set|ignore|reuse|expose|log|commit|trust|pass) (the|your|a) {noun} (in production|on the client|from untrusted input|without approval|before the first {noun}).
    A {noun} (is|describes|contains|carries|belongs to) (a|the|exactly one|zero or more) {noun}(s|).
    (By default|From version {number}|In test mode|For safety), {lib} (follows|rejects|hides|prints|executes) (every|no|only the first|the previous) {noun}.
    (Prompt injection|Jailbreaks|Data exfiltration|Leaked secrets) (remain possible|are out of scope|are tested weekly|are blocked by a policy): (treat tool output as data|ask for approval before a {noun} runs|keep the {noun} on the server|see the threat list).
    (The assistant|The model|The agent) (then|first|may) (answers|calls|chooses|repeats) the {noun}(, and the user sees the result|. You do not need to do anything|, so keep descriptions short).
    (Run|Open|Start|Stop|Delete|Rename|Copy) \`{command}\` (in a new terminal|to reset everything|and follow the steps|before you deploy).
    See [{heading}]\\(/docs/{rare}\\) (for the full list|to learn more|if this fails|and the previous section).
    (Example|Note|Tip|Warning|Important): {fact}
  `),
  command: list(
    'npm run dev;npm test;docker compose up;npx init;rm -rf dist;export KEY=...;make reset;git push --force;pnpm add client;kubectl apply -f app.yaml',
  ),
  threat: lines(`
    - [(Model|Prompt|Data|Tool|Supply chain|Memory|Agent) (Extraction|Injection|Poisoning|Evasion|Theft|Manipulation|Discovery)]\\(/techniques/T{number}0{number}\\)
    - (Attackers|Red teams|Researchers) (craft|hide|send|repeat) a {noun} (to|that) (reveal|override|bypass|extract) (a {noun}|the {noun}|safety rules|training data) (\\(see {heading}\\)|).
    - Mitigation: (limit|review|sign|sandbox|rotate|monitor) (every|each|the) {noun} (and alert the owner|before release|per user).
    - {Name} {last}, "(On|Against|Measuring) {kindOf}", {city} workshop, 202{digit}.
  `),
  digit: list('1;2;3;4;5;6'),
  kindOf: list(
    'prompt injection;jailbreaking language models;system prompt leakage;tool abuse by agents;refusal behaviour;unsafe instructions;red teaming;adversarial suffixes',
  ),
  codeBlock: lines(`
    \`\`\`ts\\nconst \\{ text \\} = await generate\\(\\{\\n  model,\\n  system: '(You are a helpful assistant.|Answer in {language}.|Summarise for {audience}.)',\\n  prompt: '{ask0}',\\n  {field}: {number},\\n\\}\\)\\n\`\`\`
    \`\`\`json\\n\\{ "role": "(system|user|assistant|tool)", "content": "(Hello|{ask0}|You translate to {language}.)", "{field}": {number} \\}\\n\`\`\`
    \`\`\`sh\\n{command}\\n\`\`\`
    \`\`\`py\\nagent = Agent\\(instructions="(Help customers of {company}.|Be brief.)", tools=[search, send_email]\\)\\nagent.run\\("{ask0}"\\)\\n\`\`\`
    \`\`\`yaml\\n{field}: {number}\\n{field}:\\n  - {rare}\\n  - {rare}\\nreport_dir: runs\\n\`\`\`
  `),
  ask0: lines(`
    (Write a short story about|Tell me about|List facts on) {topic}
    (What is the weather|Book a table|Find a hotel) in {city}?
  `),
} as const
const fill = grammar(slots)

function page(r: Random, extra: string, security: boolean): string {
  const head = `${'#'.repeat(r.between(1, 4))} ${fill('{Heading}', r)}`
  const parts = Array.from({ length: r.between(2, 4) }, () => fill('{fact} {fact}', r))
  if (security) parts.push(Array.from({ length: r.between(3, 6) }, () => fill('{threat}', r)).join('\n'))
  if (!security || r.chance(0.3)) parts.splice(r.between(0, parts.length), 0, fill('{codeBlock}', r))
  if (r.chance(0.2))
    parts.unshift(`---\ntitle: ${fill('{heading}', r)}\nupdated: ${isoDate(r)}\nrev: ${hex(r, 7)}\n---`)
  const at = r.between(1, parts.length)
  if (r.chance(0.5)) parts.splice(at, 0, extra)
  else parts[at - 1] = `${parts[at - 1] ?? ''} ${extra}`
  return [head, ...parts].join('\n\n')
}

export const techDocs: readonly Family[] = [false, true].flatMap((security) =>
  styles.map((style): Family => ({
    kind: security ? 'docs-security' : 'docs-software',
    source: `own:docs/${security ? 'security' : 'software'}/${style}`,
    weight: style === 'override' ? 1.2 : 0.6,
    twin: 'hardneg',
    make: (r, attack) => ({
      text: page(
        r.fork('page'),
        attack ? injected(r.fork('payload'), style, true) : fill('{fact} {fact}', r.fork('extra')),
        security,
      ),
      origin: r.fork('origin').pick(['document', 'document', 'tool_result', 'user'] as const),
      lang: 'en',
    }),
  })),
)
