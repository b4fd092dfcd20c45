export { verifyFile, verifyOnNode } from './command.ts'
export type { Check, CheckName, CheckStatus, ControlLine, Report } from './report.ts'
