export type {
  Detector,
  DetectorScope,
  Finding,
  GuardId,
  GuardRuleLike,
  Origin,
  RuleVerdict,
  ScanDecision,
  ScanOptions,
  ScanResult,
  Span,
  TextPart,
} from './contract.ts'
export { guards } from './contract.ts'
export { defaultDetectors } from './detectors.ts'
export { scanInput, scanInputGently, scanOutput, type OutputScan } from './evaluate.ts'
export { createStreamScanner, type StreamBlock, type StreamResult, type StreamScanner } from './stream.ts'
export { label, maskText } from './rules.ts'
export { guardLine, guardTasks, type GuardLine, type GuardTask } from './guard.ts'
export { groundedness } from './groundedness.ts'
