export { Policies } from './Policies.tsx'
export { PolicyPage } from './PolicyPage.tsx'
export { Routes } from './Routes.tsx'
