import type { Command } from 'commander'
import { contextOf, withGlobals } from '../context.ts'

export function demoCommand(program: Command): void {
  const demo = program
    .command('demo')
    .description('the sample company: its own workspace, made by driving the product’s real paths')
  withGlobals(demo.command('load')).action(async (_: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.post<object>('/demo'))
  })
  withGlobals(demo.command('status')).action(async (_: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.get<object>('/demo'))
  })
  withGlobals(demo.command('remove').description('remove it; the log keeps its record of it')).action(
    async (_: unknown, command: Command) => {
      const cli = contextOf(command)
      cli.one((await cli.api.del<object | undefined>('/demo')) ?? { removed: true })
    },
  )
}
