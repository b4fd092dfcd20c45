import type { SecretFormat } from '../format.ts'
import { formatsOf } from '../format.ts'
import { aiFormats } from './ai.ts'
import { businessFormats } from './business.ts'
import { cloudFormats } from './cloud.ts'
import { codeFormats } from './code.ts'
import { watchingFormats } from './watching.ts'

const openFormats = formatsOf(`
  JSON Web Token; jwt; eyJ; d; 30-; ^[A-Za-z0-9_-]{10,2000}\\.[A-Za-z0-9_-]{10,4000}(?:\\.[A-Za-z0-9_-]{0,2000}){0,3}\\.?$
`)

export const secretFormats: readonly SecretFormat[] = [
  ...cloudFormats,
  ...codeFormats,
  ...aiFormats,
  ...businessFormats,
  ...watchingFormats,
  ...openFormats,
]
