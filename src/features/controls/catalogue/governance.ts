import type { ControlDefinition } from '../model.ts'

export const governanceControls: readonly ControlDefinition[] = [
  {
    id: 'AIC-GOV-01',
    title: 'AI policies approved, known and trained',
    statement:
      'AI policies and procedures are approved yearly, acknowledged by staff in scope, and role training on AI risks is completed before access and each year.',
    risk: 'Staff use AI as each sees fit.',
    nature: 'manual',
    type: 'preventive',
    frequency: 'annual',
    criteria: [
      { id: 'CC5.3', why: 'policy and procedure in force' },
      { id: 'CC2.2', why: 'staff know duties' },
      { id: 'CC1.4', why: 'skills fit the task' },
      { id: 'CC1.1', why: 'conduct with AI is set out' },
    ],
    population: 'Policies in force; people with AI access in the window (HR roster)',
    attributes: [
      'approved in last twelve months',
      'acknowledged by each person',
      'training before first access',
      'version in force matches text',
    ],
    evidence: 'inventory: policy register; connectors: HR and training records',
    remediation: 'approve the policy, have it acknowledged, hold the training',
  },
  {
    id: 'AIC-GOV-02',
    title: 'Control failures followed to correction',
    statement:
      'Failed, late and broken control tests have an owner, cause, due date and retest; overdue and severe ones go to leadership, and accepted risk has an end date and approver.',
    risk: 'A failed control stays failed.',
    nature: 'it_dependent',
    type: 'corrective',
    frequency: 'monthly',
    criteria: [
      { id: 'CC4.2', why: 'weakness reported and fixed' },
      { id: 'CC4.1', why: 'ongoing evaluation works' },
      { id: 'CC1.5', why: 'owners answer for results' },
      { id: 'CC1.2', why: 'oversight body sees severe items' },
    ],
    population: 'All failed and inconclusive control intervals in the window; monthly leadership reviews',
    attributes: [
      'owner and cause recorded',
      'fixed on time or escalated',
      'retest by data',
      'acceptance approved by another person, not expired',
    ],
    evidence: 'monitoring: control alerts; ledger: control results',
    remediation: 'give the failure an owner and a date, test again',
  },
  {
    id: 'AIC-GOV-03',
    title: 'Changes to the control system itself are controlled',
    statement:
      'Release, configuration, test logic, administrator rights and direct data access of Sealwright are approved, recorded, and each test result names the logic version that gave it.',
    risk: 'The tool that proves the controls is itself changed unseen.',
    nature: 'it_dependent',
    type: 'preventive',
    frequency: 'per event',
    criteria: [
      { id: 'CC8.1', why: 'tool change managed' },
      { id: 'CC2.1', why: 'results can be relied on' },
      { id: 'CC6.3', why: 'administrators cannot act alone' },
      { id: 'CC3.3', why: 'override by managers considered' },
    ],
    population:
      'Binary, configuration, test-logic and administrator changes, and direct database sessions, in the window',
    attributes: [
      'approved by another person',
      'release signature checked',
      'logic change inside window flagged and justified',
      'direct sessions explained',
    ],
    evidence: 'identity: admin events; ledger: versions and tests; connectors: database audit log',
    remediation: 'have the change approved and note it against the results it touches',
  },
  {
    id: 'AIC-GOV-04',
    title: 'AI stack scanned for weaknesses',
    statement:
      'Serving images, libraries, model file formats, agents and infrastructure code are scanned; findings are fixed in the time their severity allows, and exposed AI services are attacked in a test each year.',
    risk: 'A known weakness in the AI stack stays open.',
    nature: 'it_dependent',
    type: 'detective',
    frequency: 'weekly',
    criteria: [
      { id: 'CC7.1', why: 'known weaknesses found' },
      { id: 'CC6.8', why: 'unsafe files kept out' },
      { id: 'CC4.1', why: 'separate evaluation by test' },
    ],
    population: 'Scan runs, and findings open in the window, over all in-scope repositories and images',
    attributes: [
      'coverage equals inventory',
      'scan on time',
      'fixed on time or waived',
      'yearly attack test; findings tracked',
    ],
    evidence: 'connectors: scanners and source control; inventory: components',
    remediation: 'scan, fix what is overdue, or have the risk accepted for a time',
  },
  {
    id: 'AIC-LED-01',
    title: 'Evidence protected against change and loss',
    statement:
      "Evidence entries are append-only, signed, anchored outside the operator's reach at least daily and verified independently; failures and gaps are handled as incidents.",
    risk: 'Evidence is altered or lost and the operator could have done it.',
    nature: 'automated',
    type: 'detective',
    frequency: 'daily',
    criteria: [
      { id: 'PI1.5', why: 'records safe from tampering' },
      { id: 'CC2.1', why: 'information accurate and complete' },
      { id: 'CC7.1', why: 'unauthorised change detected' },
    ],
    population: 'Log days, anchors and producer runs in the window',
    attributes: [
      'anchor each day by outside party',
      'consistency proof from last engagement',
      'no unexplained gap or missing payload',
      'monthly independent verification',
    ],
    evidence: 'ledger: checkpoints, anchors, verification runs',
    remediation:
      'set an anchor under other control (a git remote that the operator cannot rewrite) and look at what is unpublished',
  },
  {
    id: 'AIC-EVD-01',
    title: 'Control evidence is fresh and complete',
    statement:
      'Every automated control test runs on schedule over a complete, frozen population, and each result is recorded in the ledger with the logic that gave it.',
    risk: 'Green results are shown that rest on old or partial data.',
    nature: 'automated',
    type: 'detective',
    frequency: 'continuous',
    criteria: [
      { id: 'CC4.1', why: 'ongoing evaluation is itself checked' },
      { id: 'CC2.1', why: 'decisions rest on current, complete data' },
    ],
    population: 'All controls with an automated test',
    attributes: [
      'last run inside its freshness limit',
      'every population complete',
      'result recorded in the ledger',
    ],
    evidence: 'controls: outcomes and frozen populations; ledger: control.tested entries',
    remediation: 'run the named control test again and repair the fact source that was incomplete',
  },
]
