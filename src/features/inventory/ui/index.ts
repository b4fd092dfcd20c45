export { Systems } from './Systems.tsx'
export { NewSystem } from './NewSystem.tsx'
export { SystemPage } from './SystemPage.tsx'
