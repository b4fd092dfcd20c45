import type { InstalledDetector } from './contract.ts'

/**
 * Figures of detectors as `bench/detectors` printed them, by the version that they were measured of. A detector whose version is not here has no
 * figures: those of another version say nothing of it. Change a row only with a run of its command.
 */
const figures: Readonly<Record<string, NonNullable<InstalledDetector['figures']>>> = {}

export const figuresOf = (version: string): InstalledDetector['figures'] => figures[version] ?? null
