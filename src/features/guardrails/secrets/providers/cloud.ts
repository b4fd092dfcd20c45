import { formatsOf } from '../format.ts'

/** Clouds, hosting, infrastructure, databases, secret stores, networks. */
export const cloudFormats = formatsOf(`
  AWS; aws_access_key; AKIA ASIA ABIA ACCA; u; 16-16; ^[A-Z2-7]{16}$
  AWS Bedrock; aws_bedrock_key; ABSK; b; 100-
  AWS Bedrock; aws_bedrock_key; bedrock-api-key-; b; 20-
  Google Cloud; gcp_api_key; AIza; w; 35-39
  Google Cloud; gcp_api_key; AQ.Ab8; w; 30-80
  Google; google_oauth; ya29.; d; 20-
  Google; google_oauth_secret; GOCSPX-; w; 24-40
  Alibaba Cloud; alibaba_access_key; LTAI; a; 12-26; \\d
  Tencent Cloud; tencent_secret_id; AKID; a; 32-40; \\d
  Yandex Cloud; yandex_key; AQVN; w; 35-40
  Yandex Cloud; yandex_key; YCAJE; w; 20-24; \\d|_|-
  Yandex Cloud; yandex_token; t1.; d; 80-; ^[A-Z0-9a-z_-]+[=]{0,2}\\.[A-Za-z0-9_-]{80,}
  DigitalOcean; digitalocean_token; dop_v1_ doo_v1_ dor_v1_; h; 64-64
  DigitalOcean; digitalocean_spaces_key; DO00; u; 16-18; ^[A-Z0-9]{16,18}$
  Scaleway; scaleway_key; SCW; u; 17-17; \\d
  Exoscale; exoscale_key; EXO; h; 24-26
  UpCloud; upcloud_token; ucat_; a; 20-60
  Fly.io; flyio_token; fo1_ fm1_ fm1a_ fm1r_ fm2_; b; 40-
  Heroku; heroku_key; HRKU-; w; 36-80
  Render; render_key; rnd_; a; 24-60
  Vercel; vercel_token; vcp_ vci_ vca_ vcr_ vck_; a; 24-100
  Netlify; netlify_token; nfp_ nfc_ nfo_ nfu_ nfb_; a; 36-64
  Cloudflare; cloudflare_key; v1.0-; w; 100-
  Cloudflare; cloudflare_token; cfut_ cfat_ cfk_; w; 30-80
  Backblaze; backblaze_key; K001 K002 K003 K004 K005; b; 27-27
  Northflank; northflank_token; nf-eyJ; d; 40-
  Deno Deploy; deno_token; ddp_ ddo_; a; 30-60
  Pulumi; pulumi_token; pul-; h; 40-40
  HashiCorp Vault; vault_token; hvs. hvb. hvr.; d; 24-
  HashiCorp Vault; vault_token; s.; a; 24-24; ^(?=.*\\d)(?=.*[A-Z])(?=.*[a-z])
  Doppler; doppler_token; dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.; d; 40-80
  Infisical; infisical_token; st.; d; 60-120; ^[a-f0-9-]{24,36}\\.[a-f0-9]{32}\\.[a-f0-9]{32}$
  1Password; onepassword_token; ops_eyJ; b; 200-
  1Password; onepassword_secret_key; A3-; w; 30-40; ^[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}$
  Bitwarden; bitwarden_token; 0.; b; 60-140; ^[0-9a-f]{8}-[0-9a-f-]{27}\\.[A-Za-z0-9]{30}
  Tailscale; tailscale_key; tskey- tskey-auth- tskey-api- tskey-client- tskey-scim- tskey-webhook-; w; 16-80
  Defined Networking; defined_networking_key; dnkey-; w; 40-90
  Confluent; confluent_key; cflt; b; 40-80
  PlanetScale; planetscale_token; pscale_tkn_ pscale_oauth_ pscale_pw_ pscale_api_; d; 30-80
  Supabase; supabase_key; sbp_ sbp_oauth_ sbp_v0_; h; 40-64
  Supabase; supabase_key; sb_secret_ sb_publishable_; w; 22-60
  Neon; neon_key; napi_; a; 40-80
  Xata; xata_key; xau_; a; 24-60
  CockroachDB; cockroach_key; CCDB1_; w; 30-90
  MongoDB Atlas; mongodb_atlas_secret; mdb_sa_sk_; w; 30-60
  Databricks; databricks_token; dapi dose dkea dsapi; w; 32-40; ^[a-f0-9]{32}(?:-\\d)?$
  ClickHouse; clickhouse_key; 4b1d; a; 38-38; \\d
  Elastic; elastic_key; essu_; b; 40-120
  Fauna; fauna_key; fnA; w; 30-60; \\d
  Aiven; aiven_token; aivenv1; b; 100-
  Aiven; aiven_service_password; AVNS_; w; 15-30
  OpenShift; openshift_token; sha256~; w; 40-64
  age; age_secret_key; AGE-SECRET-KEY-1; u; 58-58
  Prefect; prefect_key; pnu_ pnb_; a; 32-60
  Infracost; infracost_key; ico-; w; 32-32
  Akeyless; akeyless_access_id; p-; a; 14-14; ^(?=.*\\d)[a-z0-9]{12}(?:am|km|um)$
  Lambda Cloud; lambda_key; secret_; d; 60-90; ^[a-z0-9_-]{10,50}_?[a-f0-9]{32}\\.[A-Za-z0-9]{32}$
`)
