import { codedPersonal, codedSecrets } from './coded/values.ts'
import { inputGuards, type Detector } from './contract.ts'
import { injectionDetector } from './injection/detector.ts'
import { inventedNames, inventedReferences, inventedUrls } from './output/citations.ts'
import { dangerousLines, dangerousSql } from './output/code.ts'
import { sensitiveEcho } from './output/echo.ts'
import { exfiltrationLinks } from './output/exfiltration.ts'
import { grounded } from './output/grounded.ts'
import { paraphrasedLeak, verbatimLeak } from './output/leak.ts'
import { jsonSchema } from './output/schema.ts'
import { unsafeContent } from './output/unsafe.ts'
import { piiDetector } from './pii/detector.ts'
import { secretPatterns } from './secrets/detector.ts'

/** A policy's rules choose from these; what no rule wants never runs. */
export const defaultDetectors: readonly Detector[] = [
  injectionDetector(),
  secretPatterns,
  codedSecrets,
  piiDetector,
  codedPersonal,
  verbatimLeak,
  paraphrasedLeak,
  sensitiveEcho([secretPatterns, piiDetector]),
  unsafeContent,
  jsonSchema,
  grounded,
  inventedUrls,
  inventedReferences,
  inventedNames,
  dangerousLines,
  dangerousSql,
  exfiltrationLinks,
]

/** Builds what the detectors of requests build at their first text (look-up tables, a quarter of a second), so that no caller waits for it. */
export function warmDetectors(): void {
  for (const detector of defaultDetectors)
    if (inputGuards.some((guard) => guard === detector.guard)) detector.scan('', 'user')
}
