/**
 * Services whose keys have no public shape of their own (bare hex, UUID or letters and digits). Their name beside a random value is the cue:
 * `datadog = "9f..."`. Lower case, one word each; a word that means something else every day (`box`, `front`) is left out on purpose.
 */
export const services =
  'abuseipdb adafruit adobe adyen aftership agora ahrefs airbrake airtable aiven akamai alchemy algolia alibaba aliyun allsports amadeus amplitude anthropic ' +
  'apigee apiflash apify apilayer appcenter appcues appfollow applovin appsflyer appveyor artifactory asana assemblyai authy autodesk autopilot ' +
  'avalara aweber axonaut azure backblaze baidu bamboohr bannerbear baremetrics beamer beebole besttime billomat binance bingmaps bitbucket bitcoinaverage ' +
  'bitfinex bitly bitmex bitpanda blazemeter blockchain blogger bluesky bombbomb borgbase braintree braze brevo brightdata browserstack bscscan bugherd ' +
  'bugsnag buildkite bybit calendarific calendly campaignmonitor capsulecrm carbonblack censys cerebras chargebee chargify chatbase circleci clarifai ' +
  'clearbit clickhouse clickup clicksend cliengo clockify clockwork cloudant cloudflare cloudinary cloudmersive cloudsmith coda codacy codeclimate codecov ' +
  'codemagic cohere coinapi coinbase coinlayer coinmarketcap commercetools confluent contentful contentstack convertkit copper couchbase countrylayer coveralls ' +
  'cryptocompare currencylayer customerio dailyco databricks datadog datagov datarobot deepgram deepl deepseek delighted deputy detectify digicert digitalocean ' +
  'discogs discord disqus dnscheck dockerhub docusign doppler dropbox droneci dwolla dynadot dynatrace easypost ebay edamam elasticemail elevenlabs eventbrite ' +
  'etherscan etsy everhour exchangerate expensify facebook fastly feedly figma filestack finage finicity finnhub firebase fivetran fixerio flickr flightaware ' +
  'flightstats flutterwave formio foursquare freshbooks freshdesk freshsales freshservice fullcontact fullstory fusionauth gemini geoapify geocodio geoipify ' +
  'getresponse ghost giphy gitea gitee github gitlab gitter gladia gocardless godaddy gong grafana graphhopper greenhouse gumroad guardian harvest hasura helpscout ' +
  'hellosign heroku hetzner honeybadger honeycomb hootsuite hotjar hubspot huggingface humio hunter infobip infura instagram insightly instana intercom ' +
  'intrinio invoiceninja ionos ipdata ipgeolocation ipinfo ipstack jenkins jfrog jira jotform jumpcloud juro kaggle kakao keenio keycloak klarna klaviyo kraken ' +
  'kucoin lacework langfuse launchdarkly leaseweb lemlist lever linkedin linode litmus livechat lob localytics logdna loggly logzio mailchimp mailerlite ' +
  'mailgun mailjet mailtrap mandrill mapbox mapquest marketstack mattermost maxmind meraki messagebird metabase microsoft mixpanel mistral mockaroo moesif ' +
  'mongodb monday mux namecheap nasdaq nasa netlify newrelic newsapi nexmo ngrok noticeable nutritionix nylas nytimes oanda okta onelogin onesignal ' +
  'openai opencage opengraph openrouter openweather openweathermap opsgenie optimizely oracle outlook ovh owlbot pagerduty paralleldots parseur passbase ' +
  'paypal paystack pepipost pingdom pinterest pipedream pipedrive pivotaltracker plaid planetscale plivo polygon postageapp posthog postman postmark prefect ' +
  'privacy proxycrawl pushbullet pusher pushover qualtrics quandl quickbase quickbooks rackspace rapidapi raygun rawg razorpay readme rebrandly recaptcha ' +
  'recurly reddit replicate resend revai ringcentral rollbar runway salesblink salesforce saucelabs scaleway scrapingbee securitytrails segment ' +
  'sendbird sendgrid sendinblue sentry sentiment serpapi serverstack shodan shopify shortcut shotstack shutterstock signalwire simvoly sinch sirv sketchfab ' +
  'slack snipcart snowflake snyk softlayer solarwinds sonar sonarcloud sonarqube sourcegraph sparkpost splunk spotify sqreen square squarespace stackhawk ' +
  'statuscake statuspage storyblok stormglass strapi strava stripe sumologic supabase surveymonkey swell swiftype tableau tailscale tatum taxjar teamcity telegram ' +
  'telnyx terraform thingspeak tiingo tomorrowio tomtom trello travisci travis trengo trufflehog twelvedata twilio twitch twitter typeform ubidots ' +
  'unifyid unplash unsplash uploadcare uptimerobot urlscan userflow userstack veriphone vercel vimeo virustotal visualcrossing voicegain vonage vultr ' +
  'walkscore wakatime watson weatherapi weatherbit weatherstack webex webflow wepay whatsapp woocommerce wordpress workos wrike yandex yelp youneedabudget ' +
  'youtube zapier zendesk zenscrape zerobounce zeplin zipcode zipcodeapi zoho zoominfo zulip'
