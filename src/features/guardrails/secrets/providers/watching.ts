import { formatsOf } from '../format.ts'

/** Monitoring, logs, incidents, analytics, flags. */
export const watchingFormats = formatsOf(`
  New Relic; new_relic_key; NRAK- NRJS- NRII- NRIQ- NRRA- NRBR- NRSP-; w; 15-60
  Sentry; sentry_token; sntrys_ sntryu_ sntrya_ sntryi_; b; 40-
  Grafana; grafana_token; glsa_ glc_; b; 32-200
  Grafana; grafana_token; eyJrIjoi; b; 60-400
  Dynatrace; dynatrace_token; dt0c01. dt0s01. dt0s02. dt0s08. dt0s16.; d; 60-140
  Honeycomb; honeycomb_key; hcaik_ hcbik_ hcxik_ hcamk_ hcalk_ hcxlk_; a; 40-90
  Axiom; axiom_token; xaat- xapt-; w; 36-36
  PostHog; posthog_key; phx_ phc_ phs_; w; 32-64
  Datadog; datadog_token; ddapp_ ddpat_; w; 30-90
  Coralogix; coralogix_key; cxtp_ cxup_ cxsp_; a; 20-60
  LaunchDarkly; launchdarkly_key; sdk- mob- api-; w; 36-36; ^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$
  Statsig; statsig_key; secret- console-; a; 40-60; \\d
  Flagsmith; flagsmith_key; ser.; a; 20-30; \\d
  GrowthBook; growthbook_key; secret_admin_ secret_user_ secret_readonly_; a; 24-90
  GrowthBook; growthbook_key; sdk-; a; 14-16; ^(?=.*\\d)(?=.*[A-Z])[A-Za-z0-9]{14,16}$
  ConfigCat; configcat_key; configcat-sdk-1/; b; 40-60
  Hypertune; hypertune_token; U2FsdGVkX1; b; 60-200
  Checkly; checkly_key; cu_; h; 32-32
  Rootly; rootly_token; rootly_; h; 40-80
  PagerDuty; pagerduty_key; pdus+_ pdeu+_; b; 20-60
  PagerDuty; pagerduty_key; u+; b; 18-20; ^[A-Za-z0-9_+-]{18}$
  Segment; segment_token; sgp_; a; 64-90
  Tinybird; tinybird_token; p.eyJ; d; 60-
  Schematic; schematic_key; sch_dev_ sch_prod_; w; 24-60
`)
