export { Requests } from './Requests.tsx'
export { RequestPage } from './RequestPage.tsx'
export { GuardProbes } from './GuardProbes.tsx'
export { Extraction } from './Extraction.tsx'
