export { Requests } from './Requests.tsx'
export { RequestPage } from './RequestPage.tsx'
export { Extraction } from './Extraction.tsx'
