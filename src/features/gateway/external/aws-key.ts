import type { AwsKey } from '../upstreams/sigv4.ts'

/** `ACCESS_KEY_ID:SECRET_ACCESS_KEY[:SESSION_TOKEN]`; null for anything else, such as a Bedrock API key. */
export function awsKey(key: string): AwsKey | null {
  const [accessKeyId, secretAccessKey, ...session] = key.split(':')
  if (accessKeyId === undefined || secretAccessKey === undefined) return null
  if (!/^[A-Z0-9]{16,128}$/.test(accessKeyId)) return null
  return { accessKeyId, secretAccessKey, sessionToken: session.length === 0 ? null : session.join(':') }
}
