export { Controls } from './Controls.tsx'
export { ControlPage } from './ControlPage.tsx'
export { ReadinessPage } from './ReadinessPage.tsx'
