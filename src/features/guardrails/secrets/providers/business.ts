import { formatsOf } from '../format.ts'

/** Chat, telephony, payment, shops, mail, marketing, content, project tools, finance, identity. */
export const businessFormats = formatsOf(`
  Slack; slack_token; xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxe- xoxc- xoxd- xoxe.xoxb- xoxe.xoxp-; w; 10-360; \\d
  Slack; slack_token; xapp-; w; 12-180; ^\\d-[A-Z0-9]{3,14}-\\d{4,14}-[a-z0-9]{2,90}$
  Slack; slack_token; xwfp-; w; 30-180; \\d
  Twilio; twilio_key; SK AC; h; 32-32
  Intercom; intercom_token; dG9rO; b; 50-60
  Meta; meta_token; EAA; a; 90-400; \\d
  Instagram; instagram_token; IGQV IGAA; w; 90-400
  X; twitter_bearer; AAAAAAAAAAAAAAAAAAAAA; b; 60-160; %|\\d
  LinkedIn; linkedin_secret; WPL_AP1. WPL_AP0.; b; 16-40
  OneSignal; onesignal_key; os_v2_app_ os_v2_org_; a; 60-140
  Courier; courier_key; pk_prod_ pk_test_ dk_prod_; a; 24-40
  LiveKit; livekit_key; API; a; 12-12; ^(?=.*\\d)(?=.*[a-z])[A-Za-z0-9]{12}$
  Stripe; stripe_key; sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_ pk_live_ pk_test_ sk_org_live_; w; 16-255
  Square; square_token; sq0atp- sq0csp- sq0idp-; w; 20-60
  Square; square_token; EAAA; w; 56-64; \\d
  Adyen; adyen_key; AQE; b; 100-200
  Razorpay; razorpay_key; rzp_live_ rzp_test_; a; 14-20
  Flutterwave; flutterwave_key; FLWSECK_TEST- FLWPUBK_TEST- FLWSECK- FLWPUBK- FLWSECK_TEST; w; 12-60
  Mollie; mollie_key; live_ test_ access_; a; 30-60; ^(?=.*\\d)[A-Za-z0-9]{30,60}$
  GoCardless; gocardless_token; live_ sandbox_; w; 40-40; \\d
  Plaid; plaid_token; access-sandbox- access-development- access-production- link-sandbox- link-production- public-sandbox-; w; 36-36
  Checkout.com; checkout_key; sk_sbox_ pk_sbox_; a; 24-40
  WooCommerce; woocommerce_key; ck_ cs_; h; 40-40
  Paddle; paddle_key; pdl_live_apikey_ pdl_sdbx_apikey_ pdl_ntfset_; w; 40-90
  Polar; polar_token; polar_oat_ polar_pat_ polar_whs_ polar_ci_; a; 24-60
  Xendit; xendit_key; xnd_production_ xnd_development_ xnd_public_; w; 30-80
  Midtrans; midtrans_key; Mid-server- SB-Mid-server-; w; 20-40
  EasyPost; easypost_key; EZAK EZTK; a; 54-54
  Lob; lob_key; live_ test_ live_pub_ test_pub_; w; 30-40; ^(?:pub_)?[a-f0-9]{30,35}$
  Shippo; shippo_token; shippo_live_ shippo_test_; h; 40-40
  Duffel; duffel_token; duffel_test_ duffel_live_; w; 40-50
  RevenueCat; revenuecat_key; appl_ goog_ amzn_ strp_ rcb_; a; 26-34
  Shopify; shopify_token; shpat_ shpca_ shppa_ shpss_ shptka_ shpua_; h; 32-32
  Wix; wix_key; IST.; d; 100-
  Webflow; webflow_token; ws-; h; 64-64
  Sendgrid; sendgrid_key; SG.; b; 40-80
  Mailgun; mailgun_key; key- pubkey-; h; 32-32
  Mandrill; mandrill_key; md-; w; 22-22; \\d
  Resend; resend_key; re_; w; 24-40; \\d.*[A-Z]|[A-Z].*\\d
  Brevo; brevo_key; xkeysib- xsmtpsib-; w; 64-90
  MailerSend; mailersend_token; mlsn.; h; 64-64
  Kit; kit_key; kit_; h; 32-40
  Klaviyo; klaviyo_key; pk_; h; 34-34
  HubSpot; hubspot_token; pat-na1- pat-na2- pat-eu1- pat-ap1-; w; 36-36
  Beamer; beamer_key; b_; b; 44-44; \\d
  Typeform; typeform_token; tfp_; b; 50-70
  Airtable; airtable_token; pat; d; 70-90; ^[A-Za-z0-9]{14}\\.[a-f0-9]{64}
  Notion; notion_token; ntn_; a; 40-60
  Notion; notion_token; secret_; a; 43-43
  Linear; linear_key; lin_api_ lin_oauth_ lin_wh_; w; 30-80
  ClickUp; clickup_token; pk_; w; 32-50; ^\\d{5,9}_[A-Z0-9]{32}$
  Figma; figma_token; figd_ figo_ figu_ figor_; w; 36-60
  Miro; miro_token; eyJtaXJv; d; 24-90
  Canva; canva_secret; cnvca; w; 40-60
  Cal.com; cal_key; cal_live_ cal_test_ cal_; h; 32-40
  Contentful; contentful_token; CFPAT-; w; 40-60
  Sanity; sanity_token; sk; a; 80-200; ^(?=.*\\d)(?=.*[A-Z])[A-Za-z0-9]{80,200}$
  Dropbox; dropbox_token; sl. sl.u. sl.B; d; 100-
  Adobe; adobe_secret; p8e- p8; w; 32-40; ^-?[A-Za-z0-9_-]{32,40}$
  Zoho; zoho_token; 1000.; d; 60-80; ^[a-f0-9]{32}\\.[a-f0-9]{32}$
  Salesforce; salesforce_token; 5Aep861; d; 60-90
  Close; close_key; api_; d; 40-60; ^[A-Za-z0-9]{20,24}\\.[A-Za-z0-9]{20,24}$
  Stytch; stytch_secret; secret-live- secret-test-; w; 32-40
  Descope; descope_key; K2; a; 60-140; ^(?=.*\\d)(?=.*[a-z])
  Okta; okta_token; SSWS; b; 40-50
  hCaptcha; hcaptcha_secret; ES_; h; 32-32
  Cloudflare Turnstile; turnstile_secret; 0x4AAAAAA; w; 24-40
  Alpaca; alpaca_key; PKA AKA; u; 17-18; \\d
  Alchemy; alchemy_key; alcht_; a; 30-32
  Otoroshi; otoroshi_key; otoapk_; w; 40-140
  Persona; persona_key; persona_production_ persona_sandbox_; w; 24-60
  Onfido; onfido_token; api_live. api_sandbox. api_live_us. api_live_ca. api_live_eu.; d; 30-60
  Unit; unit_token; v2.public.; d; 100-
  PASETO; paseto_token; v4.local. v2.local. v3.local. v1.local.; d; 60-
`)
