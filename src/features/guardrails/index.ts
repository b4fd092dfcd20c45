export type {
  AnswerSchema,
  Detector,
  DetectorScope,
  Finding,
  GuardAction,
  GuardId,
  GuardRuleLike,
  Origin,
  RequestContext,
  RuleException,
  RuleVerdict,
  ScanDecision,
  ScanOptions,
  ScanResult,
  Span,
  TextPart,
} from './contract.ts'
export { guardActions, guards, inputGuards } from './contract.ts'
export { requestContext } from './context.ts'
export { defaultDetectors } from './detectors.ts'
export { wholeDetector } from './detector.ts'
export {
  cleanInput,
  cleanOutput,
  scanInput,
  Scans,
  scanInputGently,
  scanOutput,
  type OutputScan,
} from './evaluate.ts'
export { createStreamScanner, type StreamBlock, type StreamResult, type StreamScanner } from './stream.ts'
export { label, maskText, needsContext } from './rules.ts'
export { createRestorer, type Restorer } from './tokens.ts'
export { guardLine, guardTasks, type GuardLine, type GuardTask } from './guard.ts'
export { warmDetectors } from './detectors.ts'
export {
  groundedness,
  indexContext,
  judgeAnswer,
  type ContextIndex,
  type Groundedness,
} from './groundedness.ts'
