import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ProblemError } from '../lib/problem.ts'
import { nearest, parseDuration, parseSize } from './config-file.ts'
import { loadConfig, parseConfigFile } from './load-config.ts'

const dir = mkdtempSync(join(tmpdir(), 'sw-config-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const refusal = (
  run: () => unknown,
): { code: string; detail: string; where?: string; fix?: string; excerpt?: unknown } => {
  try {
    run()
  } catch (error) {
    if (error instanceof ProblemError)
      return {
        code: error.problem.code,
        detail: error.problem.detail,
        where: error.problem.where,
        fix: error.problem.fix,
        excerpt: error.problem.extra?.['excerpt'],
      }
    throw error
  }
  throw new Error('was not refused')
}

describe('configuration', () => {
  it('without a file: loopback, port 4400, ./.sealwright, embedded database, trial', () => {
    expect(loadConfig({}, {}, dir)).toMatchObject({
      host: '127.0.0.1',
      port: 4400,
      dataDir: join(dir, '.sealwright'),
      databaseUrl: null,
      trial: true,
      production: false,
      kekFile: null,
      limits: { bodyBytesMax: 10_485_760, shared: false },
    })
  })

  it('telemetry is off unless it is asked for; a collector’s credentials come from the environment only', () => {
    expect(loadConfig({}, {}, dir).telemetry).toEqual({
      prometheus: false,
      metricsListen: null,
      serverTiming: true,
      otlp: null,
    })
    writeFileSync(
      join(dir, 'telemetry.yaml'),
      'telemetry:\n  metricsListen: "127.0.0.1:9464"\n  serverTiming: false\n  otlpEndpoint: http://127.0.0.1:4318\n  sampleRatio: 0.1\n',
    )
    const env = { OTEL_EXPORTER_OTLP_HEADERS: 'x-team=a%20b, Authorization=Basic%20abc' }
    expect(loadConfig({ config: 'telemetry.yaml' }, env, dir).telemetry).toEqual({
      prometheus: true,
      metricsListen: { host: '127.0.0.1', port: 9464 },
      serverTiming: false,
      otlp: {
        endpoint: 'http://127.0.0.1:4318',
        sampleRatio: 0.1,
        headers: { 'x-team': 'a b', authorization: 'Basic abc' },
      },
    })
    const other = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example.com' }
    expect(loadConfig({ config: 'telemetry.yaml' }, other, dir).telemetry.otlp?.endpoint).toBe(
      'https://otel.example.com',
    )
    for (const [yaml, words] of [
      ['telemetry: { metricsListen: "0.0.0.0:9464" }\n', 'loopback'],
      ['telemetry: { otlpEndpoint: "http://user:pw@host" }\n', 'without credentials'],
      ['telemetry: { sampleRatio: 2 }\n', 'share'],
    ] as const)
      expect(refusal(() => parseConfigFile(yaml, 'x.yaml')).detail).toContain(words)
    for (const bad of ['nonsense', 'a=%', 'a b=c', 'x=%0d%0ay'])
      expect(refusal(() => loadConfig({}, { ...other, OTEL_EXPORTER_OTLP_HEADERS: bad }, dir)).where).toBe(
        'OTEL_EXPORTER_OTLP_HEADERS',
      )
    expect(refusal(() => loadConfig({}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, dir)).where).toBe(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
    )
  })

  it('the public URL is an accepted host; over plain HTTP only `localhost` is one', () => {
    writeFileSync(join(dir, 'public.yaml'), 'publicUrl: https://ai.example.com:8443\n')
    const config = loadConfig({ config: 'public.yaml' }, {}, dir)
    expect(config).toMatchObject({
      publicUrl: 'https://ai.example.com:8443',
      allowedHosts: ['ai.example.com'],
    })
    expect(loadConfig({}, {}, join(dir, 'nowhere')).publicUrl).toBeNull()
    for (const bad of ['http://ai.example.com', 'https://ai.example.com/console', 'ai.example.com'])
      expect(refusal(() => parseConfigFile(`publicUrl: ${bad}\n`, 'x.yaml')).detail, bad).toContain(
        'publicUrl',
      )
    expect(parseConfigFile('publicUrl: http://localhost:4400\n', 'x.yaml').publicUrl).toBe(
      'http://localhost:4400',
    )
  })

  it('backups are scheduled only when asked for, with units that are sane', () => {
    writeFileSync(join(dir, 'b.yaml'), 'backup: { every: 1d, keep: 14, keysTo: me.pub }\n')
    expect(loadConfig({ config: 'b.yaml' }, {}, dir).backupSchedule).toEqual({
      dataEveryMs: 86_400_000,
      keep: 14,
      keys: { toFile: join(dir, 'me.pub'), everyMs: 30 * 86_400_000 },
    })
    writeFileSync(join(dir, 'c.yaml'), 'backup: { dir: elsewhere }\n')
    expect(loadConfig({ config: 'c.yaml' }, {}, dir).backupSchedule).toBeNull()
    for (const bad of ['{ every: 5m }', '{ keep: 0 }', '{ keysEvery: 1h }'])
      expect(refusal(() => parseConfigFile(`backup: ${bad}\n`, 'x.yaml')).detail, bad).toContain('backup.')
  })

  it('flags win over environment, environment over file; paths in the file are relative to it; units are read', () => {
    writeFileSync(
      join(dir, 'own.yaml'),
      'port: 5000\ndataDir: data\nlogLevel: warn\nspool: { backlogMax: 512MiB }\nanchor:\n  gitRemote: git@host:proofs.git\n  every: 15m\nallowedHosts: [ai.example.com]\noutbound: { allow: ["127.0.0.1:11434"] }\n',
    )
    const config = loadConfig({ config: 'own.yaml', port: 6000 }, { SEALWRIGHT_KEK_FILE: 'kek' }, dir)
    expect(config).toMatchObject({
      port: 6000,
      dataDir: join(dir, 'data'),
      logLevel: 'warn',
      kekFile: join(dir, 'kek'),
      spool: { backlogBytesMax: 536_870_912 },
      anchor: { gitRemote: 'git@host:proofs.git', everyMs: 900_000 },
      allowedHosts: ['ai.example.com'],
      outboundAllow: ['127.0.0.1:11434'],
    })
    expect(loadConfig({ config: 'own.yaml' }, { SEALWRIGHT_DATA: '/elsewhere' }, dir).dataDir).toBe(
      '/elsewhere',
    )
  })

  it.each([
    ['prot: 4400\n', 'unknown key `prot`', 'f.yaml:1:1', 'did you mean `port`?', 'prot: 4400\n^'],
    [
      'host: 127.0.0.1\nspool:\n  backlogMx: 1GiB\n',
      'unknown key `spool.backlogMx`',
      'f.yaml:3:3',
      'did you mean `backlogMax`?',
      '  backlogMx: 1GiB\n  ^',
    ],
    ['zzz: 1\n', 'unknown key `zzz`', 'f.yaml:1:1', /known here: host, port/, 'zzz: 1\n^'],
    [
      'port: high\n',
      '`port`: a port from 0 to 65535 is needed',
      'f.yaml:1:7',
      undefined,
      'port: high\n      ^',
    ],
    [
      'port: 70000\n',
      '`port`: a port from 0 to 65535 is needed',
      'f.yaml:1:7',
      undefined,
      'port: 70000\n      ^',
    ],
    [
      'limits: { bodyMax: 10 }\n',
      '`limits.bodyMax`: a size with its unit is needed, like `10MiB` or `1GiB`',
      'f.yaml:1:20',
      undefined,
      'limits: { bodyMax: 10 }\n                   ^',
    ],
    [
      'limits: { bodyMax: 33MiB }\n',
      '`limits.bodyMax`: a size from `1KiB` to `32MiB` is needed',
      'f.yaml:1:20',
      undefined,
      'limits: { bodyMax: 33MiB }\n                   ^',
    ],
    [
      'anchor:\n  gitRemote: x\n  every: 5\n',
      '`anchor.every`: a duration with its unit is needed, like `30s`, `15m` or `2h`',
      'f.yaml:3:10',
      undefined,
      '  every: 5\n         ^',
    ],
    [
      'tls: { certFile: a }\n',
      '`tls.keyFile`: a path is needed',
      'f.yaml:1:6',
      undefined,
      'tls: { certFile: a }\n     ^',
    ],
    [
      'databaseUrl: postgresql://u:hunter2@h/d\n',
      '`databaseUrl` does not belong in a file',
      'f.yaml:1:1',
      'set `DATABASE_URL` in the environment',
      /^databaseUrl: postgresql:\/\/\*+@h\/d\n\^$/,
    ],
    ['port: 1\nport: 2\n', 'map keys must be unique', 'f.yaml:2:1', undefined, 'port: 2\n^'],
    ['a: [1, 2\n', /./, /^f\.yaml:\d+:\d+$/, undefined, /\^$/],
    ['- 1\n', /a block of keys is needed/, 'f.yaml:1:1', undefined, '- 1\n^'],
  ])('%j is refused with its place and what to do', (text, detail, where, fix, shown) => {
    const got = refusal(() => parseConfigFile(text, 'f.yaml'))
    expect(got.code).toBe('config_invalid')
    for (const [value, wanted] of [
      [got.detail, detail],
      [got.where, where],
      [got.fix, fix],
      [got.excerpt, shown],
    ] as const) {
      if (wanted instanceof RegExp) expect(value).toMatch(wanted)
      else expect(value).toBe(wanted)
    }
  })

  it('a file full of aliases does not expand, and an empty file is all defaults', () => {
    expect(() => parseConfigFile('a: &a [x, x]\nb: &b [*a, *a]\nallowedHosts: [*b]\n', 'f.yaml')).toThrow()
    expect(parseConfigFile('', 'f.yaml')).toEqual({})
    expect(parseConfigFile('# only a comment\n', 'f.yaml')).toEqual({})
  })

  it('refuses to listen beyond loopback in the clear, and ends the trial there', () => {
    expect(refusal(() => loadConfig({ host: '0.0.0.0' }, {}, dir))).toMatchObject({
      code: 'config_unsafe',
      where: 'host',
    })
    writeFileSync(join(dir, 'tls.yaml'), 'host: 0.0.0.0\ntls: { certFile: c.pem, keyFile: k.pem }\n')
    expect(loadConfig({ config: 'tls.yaml' }, {}, dir)).toMatchObject({
      trial: false,
      tls: { certFile: join(dir, 'c.pem'), keyFile: join(dir, 'k.pem') },
    })
    writeFileSync(join(dir, 'proxy.yaml'), 'host: 0.0.0.0\ntrustedProxy: 10.0.0.2\n')
    expect(loadConfig({ config: 'proxy.yaml' }, {}, dir).trial).toBe(false)
    for (const env of [{ DATABASE_URL: 'postgresql://u:p@h/d' }, { NODE_ENV: 'production' }])
      expect(loadConfig({}, env, dir).trial).toBe(false)
    expect(loadConfig({ trial: false }, {}, dir).trial).toBe(false)
  })

  it('a bad DATABASE_URL is refused without being repeated', () => {
    const got = refusal(() => loadConfig({}, { DATABASE_URL: 'mysql://u:hunter2@h/d' }, dir))
    expect(got).toMatchObject({ code: 'config_invalid', where: 'DATABASE_URL' })
    expect(JSON.stringify(got)).not.toContain('hunter2')
    expect(refusal(() => loadConfig({ config: 'missing.yaml' }, {}, dir))).toMatchObject({
      code: 'config_invalid',
      where: join(dir, 'missing.yaml'),
    })
  })

  it('units and near words', () => {
    expect(['500ms', '30s', '15m', '2h', '7d', '1.5h', '30', 's', '-1s'].map(parseDuration)).toEqual([
      500,
      30_000,
      900_000,
      7_200_000,
      604_800_000,
      5_400_000,
      null,
      null,
      null,
    ])
    expect(['1B', '10MiB', '1GB', '2KiB', '10', 'MiB'].map(parseSize)).toEqual([
      1,
      10_485_760,
      1e9,
      2048,
      null,
      null,
    ])
    expect([nearest('hots', ['host', 'port']), nearest('qqqqqq', ['host'])]).toEqual(['host', undefined])
  })
})

describe('what is easily left empty or said twice', () => {
  it('an empty variable says nothing: it never makes the working directory the data directory', () => {
    const config = loadConfig({}, { SEALWRIGHT_DATA: '', SEALWRIGHT_KEK_FILE: '' }, dir)
    expect([config.dataDir, config.kekFile]).toEqual([join(dir, '.sealwright'), null])
  })

  it('an alias is refused at its place, and an anchor without a pause too', () => {
    writeFileSync(join(dir, 'alias.yaml'), 'logLevel: &a warn\nhost: *a\n')
    const alias = refusal(() => loadConfig({ config: join(dir, 'alias.yaml') }, {}, dir))
    expect(alias).toMatchObject({ code: 'config_invalid', where: `${join(dir, 'alias.yaml')}:2:7` })
    writeFileSync(join(dir, 'spin.yaml'), 'anchor: { gitRemote: x, every: 0s }\n')
    const spin = refusal(() => loadConfig({ config: join(dir, 'spin.yaml') }, {}, dir))
    expect(spin.detail).toContain('at least `1s`')
  })
})
