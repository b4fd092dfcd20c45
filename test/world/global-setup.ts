/** Runs once before all tests. Servers that suites share are started lazily by test/world and stopped here. */
export default function setup(): () => Promise<void> {
  return async () => {}
}
