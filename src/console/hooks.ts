import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useRouter, useRouterState } from '@tanstack/react-router'
import { useCallback, type ReactNode } from 'react'
import type { z } from 'zod'
import { useToast } from '../design/Toast.tsx'
import { ApiError, call } from './api.ts'

export type Loadable<T> = UseQueryResult<T, Error>

/** Reads one address of the API. `null` waits. The address is the cache key, so a change under a prefix refreshes what it touches. */
export function useApi<T>(
  path: string | null,
  schema: z.ZodType<T>,
  options: { everyMs?: number; keep?: boolean } = {},
): Loadable<T> {
  return useQuery({
    queryKey: [path ?? 'none'],
    enabled: path !== null,
    queryFn: ({ signal }) => call('GET', path ?? '', schema, undefined, signal),
    ...(options.everyMs === undefined ? {} : { refetchInterval: options.everyMs }),
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
  })
}

/** Answers about one digest, which the address carries: they never change, and their subject may be gone. */
const bound = /[?&]digest=/

export type Action<A> = {
  readonly run: (arg: A) => void
  readonly busy: boolean
  readonly error: ApiError | null
  readonly reset: () => void
}
/** Changes something: says what was done, refreshes the addresses that begin with one of `refresh`, keeps the error for its place on the page. */
export function useAction<A, T>(
  run: (arg: A) => Promise<T>,
  options: {
    refresh?: readonly string[]
    say?: (value: T, arg: A) => ReactNode
    after?: (value: T, arg: A) => void
    toastErrors?: boolean
  } = {},
): Action<A> {
  const client = useQueryClient()
  const say = useToast()
  const mutation = useMutation({
    mutationFn: run,
    onSuccess: async (value: T, arg: A) => {
      if (options.say !== undefined) say('pass', options.say(value, arg))
      options.after?.(value, arg)
      await client.invalidateQueries({
        predicate: (q) => {
          const key = q.queryKey[0]
          return (
            typeof key === 'string' &&
            (options.refresh ?? []).some((p) => key.startsWith(p)) &&
            !bound.test(key)
          )
        },
      })
    },
    onError: (error: Error) => {
      if (options.toastErrors) say('fail', errorText(error))
    },
  })
  return {
    run: mutation.mutate,
    busy: mutation.isPending,
    error: mutation.error === null ? null : asApiError(mutation.error),
    reset: mutation.reset,
  }
}

export const asApiError = (error: Error): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError({ code: 'console_error', status: 0, detail: error.message, extra: { name: error.name } })
/** A problem as a sentence for people: capital, full stop, what to do. */
export function errorText(error: Error): string {
  const { detail, fix } = asApiError(error).problem
  return `${sentence(detail)}${fix === undefined ? '' : ` ${sentence(fix)}`}`
}
export function sentence(text: string): string {
  const plain = text.replace(/`/g, '')
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}${/[.?!]$/.test(plain) ? '' : '.'}`
}

/** The address is the only filter state. */
export function useAddress(): { readonly path: string; readonly params: URLSearchParams } {
  const location = useRouterState({
    select: (s) => ({ path: s.location.pathname, search: s.location.searchStr }),
    structuralSharing: true,
  })
  return { path: location.path, params: new URLSearchParams(location.search) }
}
export function useGo(): (href: string, options?: { replace?: boolean }) => void {
  const router = useRouter()
  return useCallback(
    (href, options) => (options?.replace ? router.history.replace(href) : router.history.push(href)),
    [router],
  )
}
/** Rewrites some query parameters and keeps the rest; null drops one. */
export function useSetParams(): (
  change: Readonly<Record<string, string | null>>,
  options?: { replace?: boolean },
) => void {
  const { path, params } = useAddress()
  const go = useGo()
  return (change, options) => {
    const next = new URLSearchParams(params)
    for (const [k, v] of Object.entries(change)) {
      if (v === null || v === '') next.delete(k)
      else next.set(k, v)
    }
    const text = readable(next)
    go(text === '' ? path : `${path}?${text}`, options)
  }
}
/** Keeps `:`, `,` and `<` readable in the address bar. */
const readable = (params: URLSearchParams): string =>
  params.toString().replace(/%3A/g, ':').replace(/%2C/g, ',')
