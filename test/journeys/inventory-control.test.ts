/** The inventory's promise across rooms: a system that lacks something is visibly incomplete, and its control fails because of that row. */
import { afterAll, beforeAll, expect } from 'vitest'
import { factFields } from '../../src/features/controls/fact-fields.ts'
import { tests } from '../../src/features/controls/tests/index.ts'
import { loadTest } from '../../src/lib/predicate/load.ts'
import { runTest } from '../../src/lib/predicate/run.ts'
import { apiAs } from '../world/control-plane.ts'
import { freshDatabase, type FreshDatabase } from '../world/database.ts'
import { office } from '../world/office.ts'
import { verifies } from '../promises.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

verifies(
  'INV-1',
  'a system that lacks a required field is visibly incomplete and fails its control; filling it passes',
  async () => {
    const here = await office(database)
    const engineer = apiAs(
      await here.person('ines', ['engineer', 'admin']),
      here.identity.authorizer,
      here.inventory.routes,
      here.identity.routes,
    )
    const olga = await here.person('olga', ['control_owner'])
    const owner = apiAs(olga, here.identity.authorizer, here.inventory.routes)

    const control = async (
      id: string,
    ): Promise<{ status: string; deviations: readonly { key: string }[] }> => {
      const definition = tests.find((t) => t.control === id)
      const loaded = loadTest(definition?.test, factFields)
      if (!loaded.ok) throw new Error(`${id}: ${loaded.error.detail}`)
      const asOf = new Date(here.clock.ms).toISOString()
      const tables = await database.db.tx({ org: here.org }, async (tx) => {
        const source = here.inventory.facts.find((s) => s.id === 'inventory.systems')
        if (source === undefined) throw new Error('no source')
        return {
          'inventory.systems': await source.load(tx, here.org, {
            from: new Date(here.clock.ms - 86_400_000).toISOString(),
            to: asOf,
          }),
        }
      })
      return runTest(loaded.value, tables, asOf)
    }
    const risk = {
      personalData: true,
      customerFacing: false,
      decidesAboutPeople: false,
      actsOnItsOwn: false,
      regulatedSector: false,
    }
    const complete = { purpose: 'answers questions', risk, dataClasses: ['contact data'], owner: olga.email }

    expect((await control('AIC-INV-01')).status).toBe('did_not_operate')
    for (const [kind, lacks] of [
      ['production_model', ['owner', 'purpose', 'risk', 'data classes']],
      ['internal_experiment', ['owner', 'purpose', 'risk', 'data classes']],
      ['third_party', ['owner', 'purpose', 'risk', 'data classes', 'vendor']],
      ['agent', ['owner', 'purpose', 'risk', 'data classes']],
    ] as const) {
      const name = `a-${kind.replace('_', '-')}`
      expect((await engineer.post('/systems', { name, kind })).body.missing).toEqual(lacks)
      expect((await engineer.get(`/systems/${name}`)).body.missing).toEqual(lacks)
      expect(await control('AIC-INV-01')).toMatchObject({ status: 'fail', deviations: [{ key: name }] })
      // Each field on its own still fails; the last one passes.
      await engineer.patch(`/systems/${name}`, { ...complete, revision: 1 })
      expect((await control('AIC-INV-01')).status).toBe('fail')
      expect((await control('AIC-INV-03')).status).toBe('fail')
      expect((await owner.post(`/systems/${name}/accept`)).body.missing).toEqual(
        kind === 'third_party' ? ['vendor'] : [],
      )
      if (kind === 'third_party') {
        expect((await control('AIC-INV-01')).status).toBe('fail')
        const { revision } = (await engineer.get(`/systems/${name}`)).body
        await engineer.patch(`/systems/${name}`, { vendor: 'Example Inc.', revision })
      }
      expect((await control('AIC-INV-01')).status).toBe('pass')
      expect((await control('AIC-INV-03')).status).toBe('pass')
    }
    // The owner leaves: every system of theirs is incomplete again.
    await engineer.patch(`/users/${olga.userId}`, { active: false })
    expect((await control('AIC-INV-03')).deviations).toHaveLength(4)
  },
)
