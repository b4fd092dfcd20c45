import type { TestProject } from 'vitest/node'
import { startDatabaseBroker } from './database-broker.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    databaseBroker: string
  }
}

/** Runs once before all tests. The database that suites share is started when the first suite asks for it, and stopped here. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const broker = await startDatabaseBroker()
  project.provide('databaseBroker', broker.path)
  return () => broker.close()
}
