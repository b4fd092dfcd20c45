import './jitless.ts'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../design/index.css'
import { TipProvider } from '../design/Menu.tsx'
import { Toasts } from '../design/Toast.tsx'
import { ApiError } from './api.ts'
import { makeRouter } from './router.tsx'
import './shell.css'

const client: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      // A refusal is an answer; only an unreachable server is asked again.
      retry: (failures, error) =>
        failures < 2 &&
        error instanceof ApiError &&
        (error.problem.status === 0 || error.problem.status >= 502),
    },
  },
})
client.getQueryCache().subscribe((event) => {
  if (
    event.type === 'updated' &&
    event.action.type === 'error' &&
    event.query.queryKey[0] !== '/session' &&
    event.action.error instanceof ApiError &&
    event.action.error.problem.status === 401
  )
    void client.invalidateQueries({ queryKey: ['/session'] })
})

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <TipProvider>
          <Toasts>
            <RouterProvider router={makeRouter()} />
          </Toasts>
        </TipProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}
