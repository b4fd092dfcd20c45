import { describe, expect, it } from 'vitest'
import { awsKey, encode, signingKey, signV4 } from './sigv4.ts'

// the example key of AWS's own documentation and test suite, in parts so that no scanner takes it for a real one
const SECRET = ['wJalrXUtnFEMI', 'K7MDENG+bPxRfiCYEXAMPLEKEY'].join('/')
const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET, sessionToken: null }
const scope = { region: 'us-east-1', service: 'service', atMs: Date.UTC(2015, 7, 30, 12, 36, 0) }
const plain = { host: 'example.amazonaws.com', path: '/', query: '', headers: {}, body: new Uint8Array(0) }
const signatureOf = (headers: Record<string, string>): string =>
  /Signature=([0-9a-f]{64})$/.exec(headers['authorization'] ?? '')?.[1] ?? ''

describe('AWS signature version 4', () => {
  it("gives the signatures of AWS's published test suite", () => {
    const get = signV4({ ...plain, method: 'GET' }, key, scope)
    expect(get['authorization']).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, ' +
        'Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    )
    const post = signV4({ ...plain, method: 'POST' }, key, scope)
    expect(signatureOf(post)).toBe('5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b')
    const ordered = signV4({ ...plain, method: 'GET', query: 'Param2=value2&Param1=value1' }, key, scope)
    expect(signatureOf(ordered)).toBe('b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500')
  })

  it('gives the signing key and signature of the documented example', () => {
    expect(signingKey(SECRET, '20150830', 'us-east-1', 'iam').toString('hex')).toBe(
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    )
    const headers = signV4(
      {
        method: 'GET',
        host: 'iam.amazonaws.com',
        path: '/',
        query: 'Action=ListUsers&Version=2010-05-08',
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: new Uint8Array(0),
      },
      key,
      { ...scope, service: 'iam' },
    )
    expect(signatureOf(headers)).toBe('5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7')
  })

  it('signs a path once more encoded, the body, every header, and a temporary token', () => {
    const base = { ...plain, method: 'POST', path: `/model/${encode('anthropic.claude-v1:0')}/converse` }
    const signed = signatureOf(signV4(base, key, scope))
    expect(base.path).toContain('%3A0')
    for (const other of [
      { ...base, path: '/model/anthropic.claude-v1:0/converse' },
      { ...base, body: Buffer.from('x') },
      { ...base, headers: { 'content-type': 'application/json' } },
    ])
      expect(signatureOf(signV4(other, key, scope))).not.toBe(signed)
    const temporary = signV4(base, { ...key, sessionToken: 'token' }, scope)
    expect(temporary['x-amz-security-token']).toBe('token')
    expect(temporary['authorization']).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token')
  })

  it('reads keys as people have them, and nothing else', () => {
    const id = 'ASIA'.padEnd(20, 'X')
    expect(awsKey(`${id}:abc/def`)).toEqual({
      accessKeyId: id,
      secretAccessKey: 'abc/def',
      sessionToken: null,
    })
    expect(awsKey(`${id}:abc:to:ken`)?.sessionToken).toBe('to:ken')
    expect(awsKey(JSON.stringify({ AccessKeyId: id, SecretAccessKey: 'abc', SessionToken: 't' }))).toEqual({
      accessKeyId: id,
      secretAccessKey: 'abc',
      sessionToken: 't',
    })
    for (const bad of ['', 'abc', ':', `${id}:`, '{', '{}', '[]', 'null', 'bedrock-api-key-x'])
      expect(awsKey(bad), bad).toBeNull()
  })
})
