/** The console's only way out: same-origin requests to /api/v1, answers parsed at the door, failures as problems. */
import { z } from 'zod'
import type { Problem } from '../lib/problem.ts'

export const apiBase = '/api/v1'
const csrfHeader = 'x-sealwright-csrf'
let csrf: string | null = null
/** Set from GET /session; sent with every change. */
export const setCsrf = (token: string | null): void => {
  csrf = token
}

/** One expected failure as the server told it (RFC 9457), or one of ours: `unreachable`, `unexpected_answer`. */
export class ApiError extends Error {
  constructor(
    readonly problem: Problem,
    readonly requestId: string | null = null,
  ) {
    super(problem.detail)
    this.name = 'ApiError'
  }
}

const problemSchema = z.looseObject({
  code: z.string(),
  status: z.number(),
  detail: z.string(),
  where: z.string().optional(),
  fix: z.string().optional(),
})

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export async function call<T>(
  method: Method,
  path: string,
  schema: z.ZodType<T>,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (method !== 'GET' && csrf !== null) headers[csrfHeader] = csrf
  let response: Response
  try {
    response = await fetch(`${apiBase}${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError({
      code: 'unreachable',
      status: 0,
      detail: 'the server does not answer',
      fix: 'check that `sealwright up` runs; nothing was changed',
    })
  }
  const text = await response.text()
  const json = parsed(text)
  const requestId = response.headers.get('x-request-id')
  if (!response.ok) {
    const told = problemSchema.safeParse(json)
    throw new ApiError(
      told.success
        ? { ...told.data, extra: told.data }
        : {
            code: `http_${response.status}`,
            status: response.status,
            detail: `the server answered ${response.status} without saying why`,
          },
      requestId,
    )
  }
  const answer = schema.safeParse(json)
  if (!answer.success) {
    const issue = answer.error.issues[0]
    throw new ApiError(
      {
        code: 'unexpected_answer',
        status: response.status,
        detail: `${method} ${path} answered in a form this console does not know`,
        where: issue === undefined ? undefined : `${issue.path.join('.')}: ${issue.message}`,
        fix: 'reload: the server may be newer than this page',
      },
      requestId,
    )
  }
  return answer.data
}

function parsed(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export type List<T> = {
  readonly items: readonly T[]
  readonly next: string | null
  readonly total: number
  readonly asOf: string
}
/** Lists come as pages; short closed lists may come as plain arrays. */
export function listOf<T>(item: z.ZodType<T>): z.ZodType<List<T>> {
  const page = z.object({
    items: z.array(item),
    next: z.string().nullable().default(null),
    total: z.number().optional(),
    asOf: z.string().optional(),
  })
  return z
    .preprocess((v) => (Array.isArray(v) ? { items: v } : v), page)
    .transform((v): List<T> => ({
      items: v.items,
      next: v.next,
      total: v.total ?? v.items.length,
      asOf: v.asOf ?? new Date().toISOString(),
    }))
}
/** Answers that nothing reads. */
export const anything = z.unknown()

export const query = (params: Readonly<Record<string, string | number | null | undefined>>): string => {
  const q = new URLSearchParams()
  for (const [k, v] of Object.entries(params))
    if (v !== null && v !== undefined && v !== '') q.set(k, String(v))
  const text = q.toString()
  return text === '' ? '' : `?${text}`
}
