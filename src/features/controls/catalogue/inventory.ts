import type { ControlDefinition } from '../model.ts'

export const inventoryControls: readonly ControlDefinition[] = [
  {
    id: 'AIC-INV-01',
    title: 'AI inventory is complete in content',
    statement:
      'Each AI system (production model, internal tool, experiment, third-party service, agent) has a record with owner, purpose, risk class, data classes and environment before it handles production data.',
    risk: 'AI runs on customer data without anybody knowing what it is for, whose it is or what could go wrong.',
    nature: 'it_dependent',
    type: 'preventive',
    frequency: 'per event',
    criteria: [
      { id: 'CC6.1', why: 'assets must be known to be guarded' },
      { id: 'CC2.1', why: 'later control data rests on this list' },
      { id: 'CC3.2', why: 'risks are found per listed system' },
    ],
    population: 'All AI system records that existed at any time in the window, retired ones included',
    attributes: [
      'all required fields filled',
      'record predates first production call',
      'risk answers stored with the class',
      'changes carry who, when, why',
    ],
    evidence: 'inventory: records and history; gateway: first production call per system',
    remediation: "open the system's record and fill the fields named as missing",
  },
  {
    id: 'AIC-INV-02',
    title: 'Unregistered AI is found and resolved',
    statement:
      'Code, provider accounts, identity-provider app grants and gateway traffic are compared with the inventory; every unmatched item is registered, stopped or ignored with an approved reason within its deadline.',
    risk: 'Teams use AI services that no control watches.',
    nature: 'it_dependent',
    type: 'detective',
    frequency: 'weekly',
    criteria: [
      { id: 'CC3.2', why: 'unknown systems carry unassessed risk' },
      { id: 'CC7.1', why: 'unplanned components are detected' },
      { id: 'CC6.1', why: 'inventory is proven complete' },
    ],
    population: 'All unmatched items raised by each reconciliation run; and the runs scheduled in the window',
    attributes: [
      'run happened each week',
      'all declared sources answered in full',
      'item resolved in time',
      'ignore reason approved by another person',
    ],
    evidence:
      'inventory: candidates; connectors: provider, source-control and app-grant lists; gateway: traffic',
    remediation:
      'register the item found, stop its use, or ignore it with a reason that another person approves',
  },
  {
    id: 'AIC-INV-03',
    title: 'Accountable owner accepts each AI system',
    statement:
      'Each AI system has one active person as owner, who has accepted security and compliance duties and confirms the record each year and on hand-over.',
    risk: 'When something goes wrong nobody is answerable, or the answerable person has left.',
    nature: 'it_dependent',
    type: 'preventive',
    frequency: 'per event',
    criteria: [
      { id: 'CC1.3', why: 'responsibility is assigned' },
      { id: 'CC1.5', why: 'the owner answers for duties accepted' },
      { id: 'CC5.3', why: 'controls need a named performer' },
    ],
    population: 'All owner assignments in force during the window, joined to the HR or identity roster',
    attributes: [
      'owner active for the whole assignment',
      'dated acceptance',
      "leaver's systems reassigned within 5 days",
      'yearly confirmation',
    ],
    evidence: 'inventory: ownership history; connectors: HR and identity roster',
    remediation: 'name an active person as owner and have them accept the assignment',
  },
  {
    id: 'AIC-INV-04',
    title: 'Risk and impact assessed per AI system',
    statement:
      'A risk and impact assessment with agreed treatment is approved before production and repeated yearly and on material change (model family, data class, autonomy, users).',
    risk: 'A system goes live whose risks were never judged, or whose judgement is out of date.',
    nature: 'manual',
    type: 'preventive',
    frequency: 'per event',
    criteria: [
      { id: 'CC3.2', why: 'risks analysed and treated' },
      { id: 'CC3.4', why: 'material change triggers review' },
      { id: 'CC5.1', why: 'treatment picks the controls' },
    ],
    population: 'Systems entering production plus material changes plus yearly repeats due in the window',
    attributes: [
      'approved before go-live',
      'covers injection, leakage, poisoning, drift, autonomy',
      'treatment has owner and date',
      'repeated when due',
    ],
    evidence: 'inventory: assessments; registry: deployments that mark material change',
    remediation: 'assess the system again and have the treatment approved before its next release',
  },
  {
    id: 'AIC-INV-05',
    title: 'Third-party AI vendors are assessed and monitored',
    statement:
      'Each AI vendor is assessed before use and yearly: assurance report and its exceptions, period gap, user-entity duties mapped to our controls, data terms, service levels, leak reporting, exit.',
    risk: "A vendor's weakness becomes ours without our noticing.",
    nature: 'manual',
    type: 'preventive',
    frequency: 'annual',
    criteria: [
      { id: 'CC9.2', why: 'vendor risk through the relationship' },
      { id: 'P6.4', why: 'vendors with personal data are bound and checked' },
      { id: 'P6.5', why: 'duty to report leaks' },
      { id: 'C1.1', why: 'terms protect confidential inputs' },
    ],
    population:
      'All AI vendors in use in the window (inventory reconciled to gateway upstreams and payables list)',
    attributes: [
      'assessment dated before first use',
      'yearly review on time',
      'report scope, period and exceptions evaluated',
      'each user-entity duty mapped to a control',
      'signed data terms',
    ],
    evidence: 'inventory: vendor files; gateway: upstreams called; connectors: provider organisation',
    remediation: "complete the vendor's file: report, exceptions, data terms, exit, review date",
  },
  {
    id: 'AIC-INV-06',
    title: 'Retirement closes access and disposes of assets',
    statement:
      'On retirement of a system or version, routes, keys, agents and schedules are removed and weights, datasets and indexes are kept, archived or destroyed as the retention rule says.',
    risk: 'A system thought to be gone still answers, or its keys and weights lie about.',
    nature: 'it_dependent',
    type: 'preventive',
    frequency: 'per event',
    criteria: [
      { id: 'CC6.2', why: 'credentials withdrawn' },
      { id: 'C1.2', why: 'confidential data destroyed when due' },
      { id: 'CC8.1', why: 'retirement is a managed change' },
    ],
    population: 'All systems and versions marked retired in the window',
    attributes: [
      'no call served after retirement',
      'keys and scopes revoked same day',
      'disposal or hold recorded per asset',
      'approved by owner',
    ],
    evidence: 'inventory: retirements; registry: versions; gateway: refused calls; ledger: erasure entries',
    remediation: 'revoke the keys and disable the routes of the retired system, then dispose of its assets',
  },
  {
    id: 'AIC-RSK-01',
    title: 'Yearly AI risk assessment at company level',
    statement:
      'Leadership reviews AI risks to service commitments each year, including misuse by insiders and management override, and updates the risk register and control set.',
    risk: "Leadership steers by last year's picture of AI risk.",
    nature: 'manual',
    type: 'preventive',
    frequency: 'annual',
    criteria: [
      { id: 'CC3.2', why: 'entity-wide risks analysed' },
      { id: 'CC3.3', why: 'fraud and override considered' },
      { id: 'CC3.1', why: 'tied to written commitments' },
      { id: 'CC5.1', why: 'controls chosen from result' },
    ],
    population: "The assessment due in the twelve months up to the window's end",
    attributes: [
      'performed on time',
      'covers every AI system in scope',
      'misuse scenarios included',
      'approved by leadership; actions tracked',
    ],
    evidence: 'incidents: lessons fed in; inventory: risk register; ledger: sign-off entry',
    remediation: 'hold the assessment, record its decisions and tie the actions to controls',
  },
]
