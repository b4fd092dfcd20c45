import type { ReportModel } from './report-model.ts'
export const reportPdf = async (model: ReportModel): Promise<Uint8Array> => Buffer.from(model.predicate.id)
