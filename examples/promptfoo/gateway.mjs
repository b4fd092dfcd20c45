/** A provider of promptfoo for which a refusal is an answer: `<status> <code, or "answered"> <evidence id>`. */
export default class Gateway {
  id() {
    return 'sealwright'
  }
  async callApi(prompt) {
    const response = await fetch(`${process.env.SEALWRIGHT_URL}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${process.env.SEALWRIGHT_KEY}`,
      },
      body: JSON.stringify({ model: 'chat', messages: [{ role: 'user', content: prompt }] }),
    })
    const { error } = await response.json()
    const evidence = response.headers.get('x-sealwright-evidence')
    return { output: `${response.status} ${error?.code ?? 'answered'} ${evidence}` }
  }
}
