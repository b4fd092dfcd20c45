import { formatsOf } from '../format.ts'

/** Model providers, inference hosts, agents, evaluation and search for models. */
export const aiFormats = formatsOf(`
  OpenAI; openai_key; sk-proj- sk-svcacct- sk-admin- sk-None- sk-service-; w; 20-220
  OpenAI; openai_key; sk-; w; 32-220; \\d
  Anthropic; anthropic_key; sk-ant-; w; 20-180
  OpenRouter; openrouter_key; sk-or- sk-or-v1-; w; 32-90
  Hugging Face; huggingface_token; hf_ api_org_; w; 30-60
  Groq; groq_key; gsk_; w; 40-80
  xAI; xai_key; xai-; w; 60-110
  Replicate; replicate_token; r8_; w; 37-45
  Perplexity; perplexity_key; pplx-; w; 40-70
  Together AI; together_key; tgp_v1_; w; 30-80
  Fireworks AI; fireworks_key; fw_; a; 20-40; \\d
  Cerebras; cerebras_key; csk-; a; 32-64
  NVIDIA; nvidia_key; nvapi-; w; 50-90
  Voyage AI; voyage_key; pa-; w; 40-50; \\d
  Jina AI; jina_key; jina_; w; 40-80
  ElevenLabs; elevenlabs_key; sk_; h; 48-48
  LangSmith; langsmith_key; lsv2_pt_ lsv2_sk_; w; 40-60
  LangSmith; langsmith_key; ls__; h; 32-32
  Langfuse; langfuse_key; sk-lf- pk-lf-; w; 36-36
  Helicone; helicone_key; sk-helicone- pk-helicone-; w; 20-60
  Weights & Biases; wandb_key; wandb_v1_; w; 30-120
  Tavily; tavily_key; tvly- tvly-dev- tvly-prod-; a; 20-60
  Firecrawl; firecrawl_key; fc-; h; 32-32
  Brave Search; brave_key; BSA; w; 28-28; \\d
  E2B; e2b_key; e2b_ sk_e2b_; h; 40-64
  Modal; modal_token; ak- as-; a; 22-22; ^[A-Za-z0-9]{22}$
  RunPod; runpod_key; rpa_; u; 36-50
  Anyscale; anyscale_key; esecret_ aph0_; a; 24-60
  Roboflow; roboflow_key; rf_; a; 24-40; \\d
  LlamaCloud; llamacloud_key; llx-; w; 40-60
  Vectara; vectara_key; zut_ zwt_ zqt_; w; 30-60
  Pinecone; pinecone_key; pcsk_; w; 50-90
  Friendli; friendli_token; flp_; a; 30-60
  Humanloop; humanloop_key; hl_sk_; h; 40-60
  Letta; letta_key; sk-let-; w; 40-160
  Mem0; mem0_key; m0-; a; 36-44; \\d
  Braintrust; braintrust_key; bt-st- sk-bt-; w; 30-60
  Cursor; cursor_key; key_; h; 64-64
  Runway; runway_key; key_; h; 128-128
  Luma; luma_key; luma-; w; 40-100
  Coze; coze_token; pat_ sat_ cztei_; a; 64-64
  Dify; dify_key; app- dataset-; a; 24-24; ^(?=.*\\d)(?=.*[A-Z])(?=.*[a-z])
  FastGPT; fastgpt_key; fastgpt-; a; 30-80
  Featherless; featherless_key; rc_; h; 64-64
  Novita; novita_key; sk_; w; 43-43; ^(?=.*\\d)(?=.*[A-Z])
  Requesty; requesty_key; rqsty-sk-; w; 40-160
  Cartesia; cartesia_key; sk_car_; a; 20-40
  Retell AI; retell_key; key_; h; 28-28
  Context7; context7_key; ctx7sk-; w; 30-60
  Composio; composio_key; ak_; w; 20-40; \\d.*\\d.*\\d
  Nomic; nomic_key; nk-; w; 40-50
`)
