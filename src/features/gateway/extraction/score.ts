import { habitsOf, MATURE_HOURS, type Habits, type Hour, type Profile } from './profile.ts'

export const signalNames = [
  'volume',
  'coverage',
  'near_duplicates',
  'enumeration',
  'logprobs',
  'sampling_sweep',
] as const
export type SignalName = (typeof signalNames)[number]

/** One reason. Numbers as integers (shares in thousandths), because evidence carries no decimals. */
export type Signal = {
  readonly signal: SignalName
  /** 0..1000: how far beyond what is usual. */
  readonly strength: number
  /** Calls an hour (volume), parts of 4,096 of the space of prompts (coverage), else a share in thousandths. */
  readonly value: number
  readonly usual: number | null
  /** Calls that the value is about. */
  readonly of: number
}
export type Suspicion = { readonly score: number; readonly signals: readonly Signal[] }

/**
 * What each signal is worth alone, 0..1. None reaches the default threshold of 0.8 by itself: a templated application sends variations of one
 * prompt, a batch job is loud, a researcher wants log-probabilities; two of them together is what extraction looks like.
 */
const WEIGHT: Readonly<Record<SignalName, number>> = {
  volume: 0.55,
  coverage: 0.6,
  near_duplicates: 0.7,
  enumeration: 0.7,
  logprobs: 0.65,
  sampling_sweep: 0.6,
}

/** Calls in an hour below which nothing is said: shares of fewer are noise, and no model is copied with them. */
export const CALLS_MIN = 60

const ramp = (value: number, from: number, to: number): number =>
  Math.min(1, Math.max(0, (value - from) / (to - from)))

/** Of this hour, or of the last while this one is too young to tell. */
export function suspicionOf(profile: Profile): Suspicion {
  const hour = profile.hour.calls >= CALLS_MIN ? profile.hour : profile.before
  return hourSuspicion(hour, profile.usual, profile.learnt >= MATURE_HOURS)
}

/**
 * A noisy-or over signals, each the distance from the caller's own habit where there is one, else from a floor that ordinary traffic of
 * callers at large does not reach. Variations and enumeration are two views of one thing: the stronger counts.
 */
export function hourSuspicion(hour: Hour, usual: Habits | null, mature: boolean): Suspicion {
  if (hour.calls < CALLS_MIN) return { score: 0, signals: [] }
  const now = habitsOf(hour)
  const own = mature ? usual : null
  const above = (name: keyof Habits, floor: number, span: number): number => {
    const from = own === null ? floor : Math.max(floor, own[name] + 0.15)
    return ramp(now[name], from, from + span)
  }
  const strengths: Record<SignalName, number> = {
    volume: own === null ? ramp(now.calls, 2_000, 10_000) : ramp(now.calls / Math.max(own.calls, 20), 4, 12),
    coverage:
      (own === null
        ? ramp(Math.log2(1 + now.covered), Math.log2(300), Math.log2(2_400))
        : ramp(now.covered / Math.max(own.covered, 20), 4, 12)) * ramp(now.fresh, 0.4, 0.7),
    near_duplicates: above('near', 0.3, 0.4),
    enumeration: above('sequential', 0.2, 0.4),
    logprobs: above('logprobs', 0.2, 0.4),
    sampling_sweep: above('sweeps', 0.1, 0.3),
  }
  const probing = strengths.near_duplicates >= strengths.enumeration ? 'near_duplicates' : 'enumeration'
  let clean = 1
  for (const name of signalNames) {
    if ((name === 'near_duplicates' || name === 'enumeration') && name !== probing) continue
    clean *= 1 - WEIGHT[name] * strengths[name]
  }
  return {
    score: 1 - clean,
    signals: signalNames
      .filter((name) => strengths[name] > 0)
      .map((name) => ({
        signal: name,
        strength: Math.round(strengths[name] * 1_000),
        ...valueOf(name, hour, now, own),
      }))
      .toSorted((a, b) => WEIGHT[b.signal] * b.strength - WEIGHT[a.signal] * a.strength),
  }
}

function valueOf(
  name: SignalName,
  hour: Hour,
  now: Habits,
  usual: Habits | null,
): { value: number; usual: number | null; of: number } {
  const shareOf = (habit: keyof Habits, of: number): { value: number; usual: number | null; of: number } => ({
    value: Math.round(now[habit] * 1_000),
    usual: usual === null ? null : Math.round(usual[habit] * 1_000),
    of,
  })
  switch (name) {
    case 'volume':
      return { value: now.calls, usual: usual === null ? null : Math.round(usual.calls), of: hour.calls }
    case 'coverage':
      return { value: now.covered, usual: usual === null ? null : Math.round(usual.covered), of: hour.asked }
    case 'near_duplicates':
      return shareOf('near', hour.asked)
    case 'enumeration':
      return shareOf('sequential', hour.asked)
    case 'logprobs':
      return shareOf('logprobs', hour.calls)
    case 'sampling_sweep':
      return shareOf('sweeps', hour.calls)
  }
}
