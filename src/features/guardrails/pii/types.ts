/**
 * Every type of finding that the detector of personal data gives. Masks read `[TYPE]`. Names stay: policies and records hold them.
 * docs/guardrails-pii.md says what each means.
 */
export const piiTypes = [
  'email',
  'phone',
  'credit_card',
  'iban',
  'bank_account',
  'bank_routing',
  'ssn',
  'national_id',
  'tax_id',
  'passport',
  'driver_license',
  'medical_id',
  'insurance_id',
  'vehicle_id',
  'device_id',
  'ip_address',
  'mac_address',
  'url',
  'address',
  'date_of_birth',
  'age',
  'person',
  'location',
  'organization',
] as const

/**
 * Places and organisations alone are no personal data: `What is the capital of France?` names nobody. A rule counts them only when its `types`
 * name them.
 */
export const onlyWhenNamed: ReadonlySet<string> = new Set(['location', 'organization'])
