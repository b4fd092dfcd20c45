import { z } from 'zod'
import { endpoint, pageOf, pageQuerySchema } from '../../identity/endpoint.ts'
import {
  controlSchema,
  criterionSchema,
  outcomeSchema,
  readinessSchema,
  testLineSchema,
  waiverInputSchema,
} from './contract.ts'

export const controlsApi = {
  list: endpoint('controls.list', {
    summary: 'Controls with their newest results',
    action: 'control.read',
    query: pageQuerySchema,
    answer: pageOf(controlSchema),
  }),
  show: endpoint('controls.show', {
    summary: 'One control',
    action: 'control.read',
    answer: controlSchema,
  }),
  outcomes: endpoint('controls.outcomes', {
    summary: 'Results of a control’s test, newest first',
    action: 'control.read',
    query: pageQuerySchema,
    answer: pageOf(outcomeSchema),
  }),
  assign: endpoint('controls.assign', {
    summary: 'Who answers for a control',
    action: 'control.assign',
    body: z.strictObject({ owner: z.string().max(254).nullable() }),
    answer: controlSchema,
  }),
  requestWaiver: endpoint('controls.requestWaiver', {
    summary: 'Ask another person to accept a control’s failure for a time',
    action: 'control.assign',
    body: waiverInputSchema,
    answer: z.object({ waiver: z.string(), approval: z.string() }),
    status: 202,
  }),
  endWaiver: endpoint('controls.endWaiver', {
    summary: 'End a waiver',
    action: 'control.assign',
    answer: 'nothing',
  }),
  rows: endpoint('controls.rows', {
    summary: 'Rows of the population that a result was computed over',
    action: 'control.read',
    query: z.object({
      source: z.string().max(80).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      cursor: z.string().max(500).nullable().default(null),
    }),
    answer: pageOf(z.record(z.string(), z.unknown())).extend({ source: z.string(), root: z.string() }),
  }),
  test: endpoint('controls.test', {
    summary: 'Run control tests now: all, or those named',
    action: 'control.test',
    body: z.strictObject({ ids: z.array(z.string().min(1).max(40)).min(1).max(200).optional() }),
    answer: z.array(testLineSchema),
  }),
  criteria: endpoint('controls.criteria', {
    summary: 'The criteria that controls are mapped to, in our own words',
    action: 'control.read',
    answer: pageOf(criterionSchema),
  }),
  readiness: endpoint('controls.readiness', {
    summary: 'Management’s readiness by criterion; never an opinion',
    action: 'control.read',
    answer: readinessSchema,
  }),
}
