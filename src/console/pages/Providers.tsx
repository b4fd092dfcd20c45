import { useState } from 'react'
import { upstreamSchema } from '../../features/policies/contract.ts'
import { NewProvider, ProviderTable } from '../../features/policies/ui/Providers.tsx'
import { Prices } from '../../features/registry/ui/Prices.tsx'
import { Button } from '../../design/Button.tsx'
import { Panel } from '../../design/Panel.tsx'
import { AsOf } from '../../design/Status.tsx'
import { listOf } from '../api.ts'
import { Head } from '../Head.tsx'
import { useApi } from '../hooks.ts'
import { Load } from '../Load.tsx'
import { useWhyNot } from '../session.tsx'

/** Where answers come from, and what they cost. */
export function Providers() {
  const providers = useApi('/upstreams', listOf(upstreamSchema))
  const may = useWhyNot('route.write')
  const [adding, setAdding] = useState(false)
  return (
    <>
      <Head
        title="Providers & prices"
        tab="Providers"
        crumbs={[{ href: '/gateway/requests', text: 'Gateway' }, { text: 'Providers & prices' }]}
        meta={providers.data === undefined ? undefined : <AsOf at={providers.data.asOf} />}
        actions={
          <Button look="primary" icon="plus" why={may} onClick={() => setAdding(true)}>
            Add a provider
          </Button>
        }
      />
      <div className="stack">
        <Panel flush title="Providers" sub="versions name one; its key leaves this server only to it">
          <Load query={providers} what="providers">
            {(list) => <ProviderTable providers={list.items} />}
          </Load>
        </Panel>
        <Prices providers={(providers.data?.items ?? []).map((p) => p.name)} />
      </div>
      {adding ? <NewProvider onClose={() => setAdding(false)} /> : null}
    </>
  )
}
