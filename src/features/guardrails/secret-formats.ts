/**
 * Public shapes of credentials, one line each: what issuers document about their own tokens (prefix, alphabet, length).
 * `set`: w = [A-Za-z0-9_-], d = w and dots, b = base64 with padding and dots, h = lower-case hex, u = upper-case base32-like.
 */
export type SecretFormat = {
  readonly type: string
  readonly prefix: string
  readonly set: 'w' | 'd' | 'b' | 'h' | 'u'
  readonly min: number
  /** Further shape of what follows the prefix; anchored, over at most `BODY_MAX` characters. */
  readonly shape?: RegExp
}

const list: readonly (readonly [
  type: string,
  prefixes: string,
  set: SecretFormat['set'],
  min: number,
  shape?: RegExp,
])[] = [
  ['aws_access_key', 'AKIA ASIA ABIA ACCA', 'u', 16, /^[A-Z2-7]{16}$/],
  ['aws_bedrock_key', 'ABSK', 'b', 100],
  ['aws_bedrock_key', 'bedrock-api-key-', 'b', 20],
  ['gcp_api_key', 'AIza', 'w', 35],
  ['google_oauth', 'ya29.', 'd', 20],
  ['google_oauth_secret', 'GOCSPX-', 'w', 24],
  ['github_token', 'ghp_ gho_ ghu_ ghs_ ghr_', 'w', 30],
  ['github_token', 'github_pat_', 'w', 40],
  ['gitlab_token', 'glpat- gldt- glrt- glft- glsoat- glimt- glagent- gloas- glffct- glcbt- glptt-', 'd', 16],
  ['gitlab_token', 'GR1348941', 'w', 20],
  ['slack_token', 'xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxe- xoxe.xoxb- xoxe.xoxp-', 'w', 10, /\d/],
  ['slack_token', 'xapp-', 'w', 20],
  ['stripe_key', 'sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_ pk_live_ whsec_', 'w', 16],
  ['openai_key', 'sk-proj- sk-svcacct- sk-admin- sk-None-', 'w', 20],
  ['anthropic_key', 'sk-ant-', 'w', 20],
  ['openai_key', 'sk-', 'w', 32, /\d/],
  ['npm_token', 'npm_', 'w', 36],
  ['pypi_token', 'pypi-AgE', 'w', 40],
  ['huggingface_token', 'hf_ api_org_', 'w', 30],
  ['databricks_token', 'dapi', 'w', 32, /^[a-f0-9]{32}/],
  ['digitalocean_token', 'dop_v1_ doo_v1_ dor_v1_', 'h', 64],
  ['new_relic_key', 'NRAK- NRJS- NRII- NRIQ-', 'w', 15],
  ['mailgun_key', 'key- pubkey-', 'h', 32],
  ['sendgrid_key', 'SG.', 'd', 40],
  ['shopify_token', 'shpat_ shpca_ shppa_ shpss_', 'h', 32],
  ['square_token', 'sq0atp- sq0csp- EAAA', 'w', 20, /\d/],
  ['linear_key', 'lin_api_', 'w', 30],
  ['pulumi_token', 'pul-', 'h', 40],
  ['planetscale_token', 'pscale_tkn_ pscale_oauth_ pscale_pw_', 'd', 30],
  ['postman_key', 'PMAK-', 'w', 30],
  ['sentry_token', 'sntrys_ sntryu_', 'b', 40],
  ['cloudflare_key', 'v1.0-', 'w', 100],
  ['flyio_token', 'fo1_ fm1_ fm1a_ fm1r_ fm2_', 'b', 40],
  ['artifactory_token', 'AKCp', 'w', 60],
  ['artifactory_token', 'cmVmd', 'w', 55],
  ['vault_token', 'hvs. hvb. hvr.', 'd', 24],
  ['dropbox_token', 'sl.', 'd', 100],
  ['dynatrace_token', 'dt0c01.', 'd', 60],
  ['mapbox_token', 'pk.eyJ sk.eyJ', 'd', 40],
  ['mapbox_token', 'pk.', 'd', 80, /^[a-z0-9]{60}\.[a-z0-9]{22}$/],
  ['typeform_token', 'tfp_', 'd', 50],
  ['airtable_token', 'pat', 'd', 70, /^[A-Za-z0-9]{14}\.[a-f0-9]{64}/],
  ['harness_key', 'pat. sat.', 'd', 60],
  ['frameio_token', 'fio-u-', 'w', 50],
  ['shippo_token', 'shippo_live_ shippo_test_', 'h', 40],
  ['lob_key', 'live_ test_ live_pub_ test_pub_', 'w', 30, /^(?:pub_)?[a-f0-9]{30,35}$/],
  ['flutterwave_key', 'FLWSECK_TEST- FLWPUBK_TEST- FLWSECK- FLWPUBK-', 'w', 12],
  ['flutterwave_key', 'FLWSECK_TEST', 'w', 12],
  ['scaling_token', 'tk-us-', 'w', 40],
  ['infracost_key', 'ico-', 'w', 32],
  ['octopus_key', 'API-', 'u', 26],
  ['clickhouse_key', '4b1d', 'w', 38],
  ['settlemint_token', 'sm_pat_ sm_sat_ sm_aat_', 'w', 16],
  ['clojars_token', 'CLOJARS_', 'w', 60],
  ['openshift_token', 'sha256~', 'w', 40],
  ['age_secret_key', 'AGE-SECRET-KEY-1', 'u', 58],
  ['grafana_token', 'glsa_ glc_', 'w', 32],
  ['doppler_token', 'dp.pt. dp.st. dp.ct.', 'd', 40],
  ['rubygems_key', 'rubygems_', 'h', 48],
  ['perplexity_key', 'pplx-', 'w', 40],
  ['groq_key', 'gsk_', 'w', 40],
  ['xai_key', 'xai-', 'w', 60],
  ['replicate_token', 'r8_', 'w', 37],
  ['heroku_key', 'HRKU-', 'w', 36],
  ['twilio_key', 'SK', 'h', 32],
  ['atlassian_token', 'ATATT3 ATCTT3', 'b', 100],
  ['sealwright_key', 'sw- swt-', 'w', 32, /\d/],
  ['supabase_key', 'sbp_', 'h', 40],
  ['netlify_token', 'nfp_', 'w', 36],
  ['jwt', 'eyJ', 'd', 30, /^[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,4000}(?:\.[A-Za-z0-9_-]{0,2000})?\.?$/],
]

export const BODY_MAX = 4096

export const secretFormats: readonly SecretFormat[] = list.flatMap(([type, prefixes, set, min, shape]) =>
  prefixes.split(' ').map((prefix) => ({ type, prefix, set, min, ...(shape ? { shape } : {}) })),
)

const table = (extra: string, letters: (c: number) => boolean): Uint8Array => {
  const out = new Uint8Array(128)
  for (let c = 48; c <= 57; c++) out[c] = 1
  for (let c = 65; c <= 122; c++) if (letters(c)) out[c] = 1
  for (const ch of extra) out[ch.charCodeAt(0)] = 1
  return out
}
const anyLetter = (c: number): boolean => c <= 90 || c >= 97

/** Characters that may follow a prefix, per `set`. */
export const sets: Readonly<Record<SecretFormat['set'], Uint8Array>> = {
  w: table('_-', anyLetter),
  d: table('_-.', anyLetter),
  b: table('_-.+/=,', anyLetter),
  h: table('', (c) => c >= 97 && c <= 102),
  u: table('', (c) => c <= 90),
}
