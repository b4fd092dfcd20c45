import { useEffect, useRef, useState } from 'react'
import { CopyButton } from '../../design/CopyButton.tsx'
import { SimpleTable } from '../../design/DataTable.tsx'
import { TextField } from '../../design/Form.tsx'
import { Kv, Panel } from '../../design/Panel.tsx'
import { IconArt, State } from '../../design/States.tsx'
import { apiBase } from '../api.ts'
import { Head } from '../Head.tsx'
import { useAddress, useApi } from '../hooks.ts'
import { Load } from '../Load.tsx'
import {
  apiDocumentSchema,
  bodyOf,
  boundsInWords,
  curlOf,
  groupsOf,
  takesToken,
  typeInWords,
  type ApiDocument,
  type Operation,
} from './api-reference.ts'
import { SchemaTree } from './SchemaTree.tsx'

const HERE = '/settings/api'

/** The management API as this server describes it: /api/v1/openapi.json, drawn by our own parts. */
export function ApiReference() {
  const document = useApi('/openapi.json', apiDocumentSchema)
  const { params } = useAddress()
  const wanted = params.get('op')
  return (
    <>
      <Head
        title="API"
        tab="API"
        crumbs={[
          { href: '/settings/people', text: 'Settings' },
          ...(wanted === null ? [] : [{ href: HERE, text: 'API' }]),
          { text: wanted ?? 'API' },
        ]}
        meta={document.data === undefined ? undefined : <span>{document.data.info.version}</span>}
        actions={
          <a className="btn" href={`${apiBase}/openapi.json`} target="_blank" rel="noreferrer">
            OpenAPI document
          </a>
        }
      />
      <Load query={document} what="the API’s description" lines={8}>
        {(read) => <Reference document={read} wanted={wanted} />}
      </Load>
    </>
  )
}

function Reference({ document, wanted }: { document: ApiDocument; wanted: string | null }) {
  const operation = groupsOf(document, '')
    .flatMap((group) => group.operations)
    .find((o) => o.operationId === wanted)
  return (
    <div className="grid">
      <div className={`s4${operation === undefined ? '' : ' wide-only'}`}>
        <Operations document={document} current={operation?.operationId} />
      </div>
      <div className="s8 stack">
        {operation !== undefined ? (
          <OperationParts key={operation.operationId} document={document} operation={operation} />
        ) : wanted !== null ? (
          <Panel>
            <State art={<IconArt name="search" />} title={`No operation ${wanted}`}>
              This version of the server has none of that name.
            </State>
          </Panel>
        ) : (
          <Introduction document={document} />
        )}
      </div>
    </div>
  )
}

function Operations({ document, current }: { document: ApiDocument; current: string | undefined }) {
  const [words, setWords] = useState('')
  const groups = groupsOf(document, words)
  const list = useRef<HTMLElement>(null)
  // Only the list moves: the operation that is shown must be seen in it.
  useEffect(() => {
    const link = list.current?.querySelector<HTMLElement>('[aria-current]')
    if (list.current !== null && link) list.current.scrollTop = link.offsetTop - list.current.offsetTop - 60
  }, [current])
  const count = groups.reduce((sum, group) => sum + group.operations.length, 0)
  return (
    <Panel title="Operations" sub={<span role="status">{count}</span>} flush clip>
      <div className="api-search">
        <TextField label="Search" value={words} onChange={setWords} placeholder="path, permission or word" />
      </div>
      <nav aria-label="Operations" className="api-list" ref={list}>
        {groups.map((group) => (
          <section key={group.name} aria-label={group.name}>
            <h3 className="api-group">
              {group.name} <span className="t3">{group.description}</span>
            </h3>
            {group.operations.map((o) => (
              <a
                key={o.operationId}
                className="pick"
                href={`${HERE}?op=${o.operationId}`}
                {...(o.operationId === current ? { 'aria-current': 'page' as const } : {})}
              >
                <Address operation={o} />
                <span className="t2 sm">{o.summary}</span>
              </a>
            ))}
          </section>
        ))}
        {groups.length === 0 ? (
          <State art={<IconArt name="search" />} title="Nothing matches">
            Search by a part of the path, a permission such as key.create, or a word.
          </State>
        ) : null}
      </nav>
    </Panel>
  )
}

const Address = ({ operation }: { operation: Operation }) => (
  <span className="mono sm any api-address">
    <b>{operation.method.toUpperCase()}</b> {operation.path}
  </span>
)

function Introduction({ document }: { document: ApiDocument }) {
  const address = `${window.location.origin}${document.servers[0]?.url ?? ''}`
  return (
    <Panel title="How to call it" sub="docs/api.md has the whole text">
      <Kv
        rows={[
          [
            'Address',
            <span key="a" className="mono any">
              {address}
            </span>,
          ],
          [
            'Programs',
            <span key="p" className="read">
              send <span className="mono any">authorization: Bearer swt-...</span>, an{' '}
              <a href="/settings/tokens">API token</a>
            </span>,
          ],
          [
            'Browsers',
            <span key="b">
              send their session and, with every change, <span className="mono any">x-sealwright-csrf</span>
            </span>,
          ],
          ['Errors', 'application/problem+json: decide by code, read fix'],
          ['Lists', 'send next back as cursor until it is null'],
          ['Versions', 'fields and operations are added, none renamed or removed'],
        ]}
      />
    </Panel>
  )
}

function OperationParts({ document, operation }: { document: ApiDocument; operation: Operation }) {
  const body = bodyOf(operation)
  const curl = curlOf(document, operation, window.location.origin)
  return (
    <>
      <Panel title={operation.summary} sub={<span className="mono any">{operation.operationId}</span>}>
        <p>
          <Address operation={operation} />
        </p>
        <p className="mt2 read">{operation.description.replaceAll('`', '')}</p>
      </Panel>
      {operation.parameters.length === 0 ? null : (
        <Panel flush title="Parameters">
          <SimpleTable
            caption="Parameters"
            columns={[{ head: 'Name' }, { head: 'In', hide: 'mob0' }, { head: 'What' }]}
            rows={operation.parameters.map((p) => ({
              key: `${p.in} ${p.name}`,
              cells: [
                <b key="n" className="mono any">
                  {p.name}
                </b>,
                p.in,
                <span key="w" className="any">
                  <span className="mono sm">{typeInWords(p.schema)}</span>
                  {p.required ? null : <span className="t3 sm"> optional</span>}{' '}
                  <span className="t3 sm">{boundsInWords(p.schema)}</span>{' '}
                  <span className="t2">{(p.description ?? '').replaceAll('`', '')}</span>
                </span>,
              ],
            }))}
          />
        </Panel>
      )}
      {body === undefined ? null : (
        <Panel title="Body" sub={operation.requestBody?.required === true ? 'JSON' : 'JSON, may be absent'}>
          <SchemaTree document={document} schema={body} />
        </Panel>
      )}
      <Answers document={document} operation={operation} />
      <Panel
        title="Example"
        sub={
          takesToken(operation) || operation.security.length === 0
            ? 'the least that it takes'
            : 'a session is needed: a token is refused here'
        }
        aside={<CopyButton text={curl} />}
      >
        <pre className="code" tabIndex={0} aria-label="Example request">
          {curl}
        </pre>
      </Panel>
    </>
  )
}

function Answers({ document, operation }: { document: ApiDocument; operation: Operation }) {
  const answers = Object.entries(operation.responses).filter(([status]) => status !== 'default')
  return (
    <>
      {answers.map(([status, { description, content }], i) => {
        const [type, answer] = Object.entries(content ?? {})[0] ?? []
        return (
          <Panel key={status} title={`Answer ${status}`} sub={description}>
            {type === undefined ? <p className="t2">No content.</p> : null}
            {type === undefined || type === 'application/json' ? null : <p className="mono sm">{type}</p>}
            {type === 'application/json' && answer?.schema !== undefined ? (
              i > 0 ? (
                <p className="t2">As above.</p>
              ) : (
                <SchemaTree document={document} schema={answer.schema} />
              )
            ) : null}
          </Panel>
        )
      })}
    </>
  )
}
