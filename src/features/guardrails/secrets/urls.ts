import type { Emit } from '../detector.ts'
import { isPlaceholder } from './placeholders.ts'
import { looksDrawn, shapeOf } from './randomness.ts'

type Open = (at: number) => void

const URL_MAX = 600
const USERINFO_MAX = 200

const stopsUrl = (c: number): boolean =>
  c <= 32 || c === 34 || c === 39 || c === 96 || c === 60 || c === 62 || c === 92 || c === 41 || c === 125

/** Addresses that are a secret by themselves: who knows them may post, or call. After `://`, anchored. */
const WEBHOOKS: readonly (readonly [host: string, rest: RegExp])[] = [
  ['hooks.slack.com/', /^(?:services|workflows|triggers)\/[A-Z0-9]{8,14}\/[A-Za-z0-9/]{16,90}$/],
  ['hooks.slack-gov.com/', /^services\/[A-Z0-9]{8,14}\/[A-Za-z0-9/]{16,90}$/],
  ['discord.com/', /^api\/(?:v\d{1,2}\/)?webhooks\/\d{17,20}\/[\w-]{50,90}/],
  ['discordapp.com/', /^api\/(?:v\d{1,2}\/)?webhooks\/\d{17,20}\/[\w-]{50,90}/],
  ['canary.discord.com/', /^api\/webhooks\/\d{17,20}\/[\w-]{50,90}/],
  ['outlook.office.com/', /^webhook\/[0-9a-f-]{36}@/],
  ['hooks.zapier.com/', /^hooks\/catch\/\d{5,10}\/[a-z0-9]{5,20}/],
  ['chat.googleapis.com/', /^v1\/spaces\/[\w-]{6,20}\/messages\?.{0,80}token=/],
  ['open.feishu.cn/', /^open-apis\/bot\/v2\/hook\/[0-9a-f-]{36}/],
  ['open.larksuite.com/', /^open-apis\/bot\/v2\/hook\/[0-9a-f-]{36}/],
  ['oapi.dingtalk.com/', /^robot\/send\?access_token=[0-9a-f]{40,64}/],
  ['qyapi.weixin.qq.com/', /^cgi-bin\/webhook\/send\?key=[0-9a-f-]{36}/],
  ['maker.ifttt.com/', /^trigger\/[\w-]{1,60}\/(?:json\/)?with\/key\/[\w-]{20,60}/],
  ['api.telegram.org/', /^bot\d{8,10}:[\w-]{35}/],
  ['api.day.app/', /^[A-Za-z0-9]{22}\//],
  ['sctapi.ftqq.com/', /^SCT[A-Za-z0-9]{20,60}/],
  ['hooks.stripe.com/', /^[\w/-]{30,90}$/],
  ['hook.make.com/', /^[a-z0-9]{30,40}$/],
  ['hook.eu1.make.com/', /^[a-z0-9]{30,40}$/],
  ['hook.us1.make.com/', /^[a-z0-9]{30,40}$/],
  ['events.pagerduty.com/', /^integration\/[0-9a-f]{32}\/enqueue/],
  ['hc-ping.com/', /^[0-9a-f]{8}-[0-9a-f-]{27}/],
  ['api.opsgenie.com/', /^v1\/json\/.{0,40}apiKey=[0-9a-f-]{36}/],
]
const WEBHOOK_HOSTS: readonly (readonly [tail: string, rest: RegExp])[] = [
  ['.webhook.office.com/', /^webhookb2\/[0-9a-f-]{36}@[0-9a-f-]{36}\/IncomingWebhook\/[0-9a-f]{32}\//],
  ['.logic.azure.com', /^(?::443)?\/(?:workflows|powerautomate)\/.{8,400}[?&]sig=[\w%-]{30,60}/],
]

/** `scheme://user:password@host/...` and webhook addresses; the whole URL is the finding, because it opens the thing. */
export function urlOf(
  text: string,
  start: number,
  colon: number,
  final: boolean,
  emit: Emit,
  open: Open,
): void {
  const n = text.length
  if (n - colon < 3) {
    if (!final && '://'.startsWith(text.slice(colon))) open(start)
    return
  }
  if (text.charCodeAt(colon + 1) !== 47 || text.charCodeAt(colon + 2) !== 47 || colon - start > 24) return
  const from = colon + 3
  const cap = Math.min(n, start + URL_MAX)
  let i = from
  let at = -1
  let password = -1
  for (; i < cap; i++) {
    const c = text.charCodeAt(i)
    if (stopsUrl(c)) break
    if (
      at < 0 &&
      (c === 47 || c === 63 || c === 35) &&
      (password < 0 || i - colon > USERINFO_MAX || text.charCodeAt(i - 1) === 47)
    )
      break
    if (c === 58 && password < 0 && at < 0) password = i
    else if (c === 64) at = at < 0 ? i : at
    // A path after `host:port` and no `@`: an ordinary URL.
    else if (c === 47 && at < 0 && password >= 0 && onlyDigits(text, password + 1, i)) break
  }
  if (i === n && n < start + URL_MAX && !final) {
    open(start)
    return
  }
  if (at < 0) {
    webhook(text, start, from, i, final, emit, open)
    return
  }
  let end = i
  while (end > at && (text.charCodeAt(end - 1) === 46 || text.charCodeAt(end - 1) === 44)) end--
  const web = /^https?$/i.test(text.slice(start, colon))
  if (password < 0 || password > at) {
    // A token alone before the @: `https://TOKEN@git.example.com`, a Sentry DSN.
    if (looksDrawn(shapeOf(text, from, at), true) && at - from >= 16 && !isPlaceholder(text.slice(from, at)))
      emit(web ? 'url_credentials' : 'connection_string', start, end, 0.85)
    return
  }
  const value = text.slice(password + 1, at)
  const user = text.slice(from, password)
  if (value.length < 3 || isPlaceholder(value) || (value === user && value.length < 10)) return
  emit(web ? 'url_credentials' : 'connection_string', start, end, 0.95)
}

function webhook(
  text: string,
  start: number,
  from: number,
  stop: number,
  final: boolean,
  emit: Emit,
  open: Open,
): void {
  const c = text.charCodeAt(from)
  let rule: RegExp | null = null
  let rest = 0
  for (const [host, shape] of WEBHOOKS)
    if (host.charCodeAt(0) === c && text.startsWith(host, from)) {
      rule = shape
      rest = from + host.length
      break
    }
  if (rule === null) {
    for (const [tail, shape] of WEBHOOK_HOSTS) {
      const at = text.slice(from, Math.min(text.length, from + 100)).indexOf(tail)
      if (at >= 0 && from + at + tail.length <= stop + 5) {
        rule = shape
        rest = from + at + tail.length
        break
      }
    }
    if (rule === null) return
  }
  const cap = Math.min(text.length, start + URL_MAX)
  let end = Math.max(stop, rest)
  while (end < cap && !stopsUrl(text.charCodeAt(end))) end++
  if (end === text.length && end < start + URL_MAX && !final) {
    open(start)
    return
  }
  while (end > rest && (text.charCodeAt(end - 1) === 46 || text.charCodeAt(end - 1) === 44)) end--
  const path = text.slice(rest, end)
  if (rule.test(path) && !/xxxx|your|example/i.test(path)) emit('webhook_url', start, end, 0.95)
}

function onlyDigits(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i)
    if (c < 48 || c > 57) return false
  }
  return true
}
