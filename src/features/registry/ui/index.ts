export { Models } from './Models.tsx'
export { VersionPage } from './VersionPage.tsx'
