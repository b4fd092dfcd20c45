export { Account } from './Account.tsx'
export { Keys } from './Keys.tsx'
export { People } from './People.tsx'
export { Tokens } from './Tokens.tsx'
