import { formatsOf } from '../format.ts'

/** Forges, continuous integration, package registries, quality and developer tools, API gateways, low-code. */
export const codeFormats = formatsOf(`
  GitHub; github_token; ghp_ gho_ ghu_ ghs_ ghr_; w; 30-255
  GitHub; github_token; github_pat_; w; 40-120
  GitLab; gitlab_token; glpat- gldt- glrt- glrtr- glft- glsoat- glimt- glagent- gloas- glffct- glcbt- glptt- glwt-; d; 16-320
  GitLab; gitlab_token; GR1348941; w; 20-30
  GitLab; gitlab_session; _gitlab_session=; a; 32-32
  Bitbucket; bitbucket_token; ATBB; a; 24-64; \\d
  Atlassian; atlassian_token; ATATT3 ATCTT3 ATOA ATSTT3; b; 60-
  Trello; trello_token; ATTA; h; 60-80
  Docker Hub; docker_token; dckr_pat_ dckr_oat_; w; 24-64
  npm; npm_token; npm_; w; 36-40
  PyPI; pypi_token; pypi-AgE; w; 40-
  TestPyPI; pypi_token; pypi-AgENdGVzdC; w; 40-
  RubyGems; rubygems_key; rubygems_; h; 48-48
  crates.io; crates_token; cio; a; 32-32; ^(?=.*\\d)(?=.*[A-Z])
  NuGet; nuget_key; oy2; a; 43-43; ^[a-z0-9]{43}$
  Clojars; clojars_token; CLOJARS_; w; 60-60
  Packagist; packagist_token; packagist_uut_ packagist_out_ packagist_ors_ packagist_ort_; h; 60-72
  JSR; jsr_token; jsrd_ jsrp_ jsrt_; w; 24-60
  Artifactory; artifactory_token; AKCp; w; 60-80
  Artifactory; artifactory_token; cmVmd; w; 55-64
  CircleCI; circleci_token; CCIPAT_ CCIPRJ_; w; 40-80
  Buildkite; buildkite_token; bkua_ bkaj_ bkct_; w; 36-60
  Harness; harness_key; pat. sat.; d; 60-90
  Octopus Deploy; octopus_key; API-; u; 26-40; \\d
  Depot; depot_token; depot_org_ depot_project_ depot_user_; h; 40-80
  Chromatic; chromatic_token; chpt_; a; 12-20
  Percy; percy_token; web_ app_ auto_ ss_; h; 64-64
  SonarQube; sonar_token; squ_ sqp_ sqa_; h; 40-40
  Snyk; snyk_token; snyk_uat. snyk_sat.; d; 40-200
  Sourcegraph; sourcegraph_token; sgp_ sgd_ slk_ sgs_ sgw_; w; 40-90; ^(?:local_|[a-f0-9]{16}_)?[a-f0-9]{40,64}$
  Gitpod; gitpod_token; gitpod_pat_; w; 24-90
  Postman; postman_key; PMAK- PMAT-; w; 26-70
  ReadMe; readme_key; rdme_; a; 60-80
  Mintlify; mintlify_key; mint_ mint_dsc_; w; 22-60
  Kong; kong_token; kpat_ spat_; a; 40-80
  Zuplo; zuplo_key; zpka_ zpat_; w; 30-100
  Unkey; unkey_key; unkey_; w; 20-60
  Retool; retool_token; retool_; w; 24-80
  n8n; n8n_key; n8n_api_; w; 40-100
  Trigger.dev; trigger_key; tr_dev_ tr_prod_ tr_stg_ tr_pat_; a; 20-60
  Inngest; inngest_key; signkey-prod- signkey-test- signkey-branch-; h; 32-80
  Webhook signing; webhook_secret; whsec_; b; 24-90
  dbt; dbt_token; dbtc_ dbtu_ dbts_; w; 24-80
  Apify; apify_token; apify_api_ apify_proxy_; a; 30-60
  Scrapfly; scrapfly_key; scp-live- scp-test-; h; 32-32
  Browserbase; browserbase_key; bb_live_ bb_test_; w; 20-60
  Bitrise; bitrise_token; bitpat-; w; 40-120
  Thunderstore; thunderstore_token; tss_; w; 24-60
  Lichess; lichess_token; lip_ lio_; a; 16-40
  Adafruit IO; adafruit_key; aio_; a; 28-28
  Ubidots; ubidots_token; BBFF- BBUS-; a; 30-40
  Samsara; samsara_token; samsara_api_; a; 24-60
  Settlemint; settlemint_token; sm_pat_ sm_sat_ sm_aat_; w; 16-40
  Scalingo; scaling_token; tk-us-; w; 40-60
  Frame.io; frameio_token; fio-u-; w; 50-80
  Val Town; valtown_token; vtwn_; w; 24-60
  Liveblocks; liveblocks_key; sk_dev_ sk_prod_ pk_dev_ pk_prod_; w; 24-90
  Mapbox; mapbox_token; pk.eyJ sk.eyJ tk.eyJ; d; 40-
  Mapbox; mapbox_token; pk.; d; 80-90; ^[a-z0-9]{60}\\.[a-z0-9]{22}$
  Sealwright; sealwright_key; sw- swt-; w; 32-64; \\d
`)
