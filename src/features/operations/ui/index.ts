export { Backups } from './Backups.tsx'
export { HealthPage } from './HealthPage.tsx'
export { SampleCompany } from './SampleCompany.tsx'
