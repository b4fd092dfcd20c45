/**
 * Package names that are known without asking a registry: widely used ones, written down by hand. A name that is not here is unknown, not wrong;
 * one that differs from a known one in a single letter is a look-alike.
 */
const NPM = words(`
react react-dom react-router react-router-dom react-redux redux redux-thunk next vue vue-router vuex pinia nuxt svelte angular rxjs jquery lodash underscore ramda
express koa fastify hono hapi nest body-parser cors helmet morgan multer cookie-parser express-session passport passport-jwt passport-local jsonwebtoken bcrypt bcryptjs
axios node-fetch got superagent request ky undici cross-fetch isomorphic-fetch form-data qs ws socket.io socket.io-client graphql graphql-request apollo-server urql
typescript ts-node tsx tslib esbuild rollup webpack webpack-cli webpack-dev-server vite parcel turbo nx lerna babel-loader css-loader style-loader sass sass-loader less postcss autoprefixer
tailwindcss bootstrap bulma styled-components clsx classnames antd eslint prettier husky lint-staged stylelint oxlint biome
jest mocha chai sinon vitest ava tap cypress playwright playwright-core puppeteer puppeteer-core nightwatch supertest nock msw c8 nyc istanbul jsdom happy-dom
mongoose mongodb pg pg-promise mysql mysql2 sqlite sqlite3 better-sqlite3 redis ioredis sequelize typeorm prisma knex drizzle-orm kysely objection level nedb
dotenv config yargs commander minimist inquirer prompts chalk colors kleur picocolors ora cli-progress figlet boxen execa shelljs cross-env concurrently nodemon pm2 rimraf mkdirp glob globby fast-glob chokidar fs-extra
moment dayjs date-fns luxon uuid nanoid crypto-js validator joi zod yup ajv ajv-formats class-validator class-transformer valibot io-ts superstruct
winston pino pino-pretty bunyan debug loglevel morgan d3 chart.js echarts three leaflet mapbox-gl highcharts plotly.js recharts
cheerio marked markdown-it showdown highlight.js prismjs sanitize-html dompurify handlebars ejs pug mustache nunjucks xml2js fast-xml-parser csv-parse csv-parser papaparse js-yaml yaml json5 toml
sharp jimp canvas pdfkit pdf-lib pdf-parse exceljs xlsx archiver adm-zip unzipper tar nodemailer stripe twilio aws-sdk firebase firebase-admin googleapis openai langchain ai
async bluebird p-limit p-queue p-retry events eventemitter3 immer immutable mobx zustand jotai recoil swr formik react-hook-form framer-motion i18next react-i18next
semver ms bytes mime mime-types inherits safe-buffer readable-stream through2 iconv-lite depd on-finished path-to-regexp escape-html cookie vary etag fresh
source-map magic-string acorn espree esprima terser uglify-js serve http-server http-proxy http-proxy-middleware browserify gulp grunt bower create-react-app create-next-app create-vite
electron electron-builder react-native expo ionic cordova storybook lru-cache node-cache bull bullmq agenda cron node-cron node-schedule amqplib kafkajs mqtt
`)
const PYPI = words(`
numpy pandas scipy matplotlib seaborn plotly bokeh altair scikit-learn sklearn statsmodels xgboost lightgbm catboost tensorflow keras torch torchvision torchaudio pytorch-lightning jax flax
transformers datasets tokenizers accelerate peft diffusers sentence-transformers huggingface-hub safetensors bitsandbytes vllm nltk spacy gensim textblob openai anthropic langchain langchain-core langchain-community langchain-openai llama-index tiktoken cohere mistralai google-generativeai
requests httpx aiohttp urllib3 certifi idna charset-normalizer beautifulsoup4 bs4 lxml html5lib scrapy selenium playwright mechanize feedparser
flask django fastapi starlette uvicorn gunicorn tornado bottle pyramid sanic quart jinja2 werkzeug itsdangerous click typer rich tqdm colorama tabulate prompt-toolkit streamlit gradio dash
sqlalchemy alembic psycopg2 psycopg2-binary psycopg pymysql mysqlclient mysql-connector-python pymongo motor redis peewee duckdb sqlmodel asyncpg elasticsearch cassandra-driver neo4j
pydantic pydantic-settings marshmallow attrs cattrs python-dotenv pyyaml toml tomli ruamel.yaml jsonschema orjson ujson simplejson msgpack protobuf grpcio grpcio-tools
pytest pytest-cov pytest-asyncio pytest-mock hypothesis tox nox coverage mock faker factory-boy unittest2 black flake8 pylint ruff mypy isort bandit pre-commit
boto3 botocore s3fs awscli google-cloud-storage google-cloud-bigquery azure-storage-blob azure-identity kubernetes docker fabric paramiko ansible invoke
celery rq kombu pika kafka-python confluent-kafka dramatiq apscheduler schedule airflow apache-airflow prefect dagster luigi dask ray joblib numba cython polars pyarrow fastparquet openpyxl xlrd xlsxwriter
pillow opencv-python opencv-python-headless imageio scikit-image moviepy pydub librosa soundfile pytesseract easyocr pypdf pypdf2 pdfplumber pymupdf reportlab python-docx python-pptx markdown
cryptography pycryptodome pyjwt passlib bcrypt python-jose oauthlib requests-oauthlib authlib pyopenssl itsdangerous
python-dateutil pytz arrow pendulum six setuptools wheel pip virtualenv pipenv poetry packaging importlib-metadata typing-extensions zipp filelock platformdirs
networkx sympy pyspark mlflow wandb optuna tensorboard onnx onnxruntime faiss-cpu chromadb pinecone-client qdrant-client weaviate-client
jupyter jupyterlab notebook ipython ipykernel ipywidgets nbconvert pyserial psutil watchdog loguru structlog sentry-sdk prometheus-client opentelemetry-api opentelemetry-sdk
websockets websocket-client discord.py python-telegram-bot slack-sdk tweepy praw stripe twilio yfinance geopandas shapely folium geopy
`)

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

export type Ecosystem = 'npm' | 'pypi'
export type PackageStanding = 'known' | 'unknown' | 'lookalike'

/** Node's own modules, which need no package. */
const BUILT_IN = words(
  'assert buffer child_process cluster console constants crypto dgram dns domain events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder timers tls tty url util v8 vm wasi worker_threads zlib',
)
/** Scopes whose owners are not made up. */
const SCOPES = words(
  '@types @babel @angular @vue @nuxt @nestjs @aws-sdk @azure @google-cloud @anthropic-ai @ai-sdk @langchain @hono @prisma @mui @emotion @radix-ui @tanstack @reduxjs @testing-library @playwright @storybook @sveltejs @vitejs @rollup @eslint @typescript-eslint @stripe @sentry @opentelemetry @octokit @fastify @hapi @apollo @graphql-tools @trpc @headlessui @heroicons @fortawesome @fontsource @docusaurus @modelcontextprotocol @openai @huggingface @tensorflow @supabase @clerk @vercel @cloudflare @expo @react-native @react-navigation @ionic @capacitor @nx @turbo @changesets @swc @esbuild @biomejs @grpc @aws-cdk @slack @microsoft',
)

/** `own`: names that the request mentions or the policy knows. */
export function standingOf(
  name: string,
  ecosystem: Ecosystem,
  own: (name: string) => boolean,
): PackageStanding {
  const plain = ecosystem === 'pypi' ? name.toLowerCase().replace(/[_.]+/g, '-') : name
  const list = ecosystem === 'npm' ? NPM : PYPI
  if (own(name) || own(plain) || list.has(plain) || list.has(name)) return 'known'
  if (ecosystem === 'npm') {
    if (BUILT_IN.has(name.replace(/^node:/, '').split('/')[0] ?? '')) return 'known'
    if (name.startsWith('@')) return SCOPES.has(name.split('/')[0] ?? '') ? 'known' : 'unknown'
  }
  return lookalike(plain, list) ? 'lookalike' : 'unknown'
}

/** One letter changed, added, left out or swapped with its neighbour; short names are too close to each other to say. */
function lookalike(name: string, list: ReadonlySet<string>): boolean {
  if (name.length < 5 || name.length > 40) return false
  for (const known of list)
    if (Math.abs(known.length - name.length) <= 1 && known.length >= 5 && oneApart(known, name)) return true
  return false
}

function oneApart(a: string, b: string): boolean {
  let i = 0
  while (i < a.length && i < b.length && a.charCodeAt(i) === b.charCodeAt(i)) i++
  if (a.length === b.length) {
    if (a.slice(i + 1) === b.slice(i + 1)) return true
    return (
      a.charAt(i) === b.charAt(i + 1) && a.charAt(i + 1) === b.charAt(i) && a.slice(i + 2) === b.slice(i + 2)
    )
  }
  return a.length > b.length ? a.slice(i + 1) === b.slice(i) : a.slice(i) === b.slice(i + 1)
}
