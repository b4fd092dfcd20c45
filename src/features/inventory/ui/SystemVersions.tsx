import { listOf, query } from '../../../console/api.ts'
import { useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { ButtonLink } from '../../../design/Button.tsx'
import { Panel } from '../../../design/Panel.tsx'
import { versionSchema } from '../../registry/contract.ts'
import { VersionsTable } from '../../registry/ui/VersionsTable.tsx'

/** Versions that a system may answer with. */
export function VersionsTab({ name }: { name: string }) {
  const versions = useApi(`/versions${query({ system: name })}`, listOf(versionSchema))
  return (
    <Panel
      flush
      title="Versions"
      aside={
        <ButtonLink small href={`/models?system=${name}&new=1`}>
          Register a version
        </ButtonLink>
      }
    >
      <Load query={versions} what="versions">
        {(list) =>
          list.items.length === 0 ? (
            <p className="t3 pad">No version is registered. Only approved versions may answer.</p>
          ) : (
            <VersionsTable versions={list.items} />
          )
        }
      </Load>
    </Panel>
  )
}
