export { Detectors } from './Detectors.tsx'
export { Policies } from './Policies.tsx'
export { PolicyPage } from './PolicyPage.tsx'
export { Routes } from './Routes.tsx'
