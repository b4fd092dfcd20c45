import type { ReportModel } from './report-model.ts'
export const reportHtml = (model: ReportModel): string => model.predicate.id
