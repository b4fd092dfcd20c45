export { Audits } from './Audits.tsx'
