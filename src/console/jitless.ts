import { z } from 'zod'

// INVARIANT: imported before any contract. Zod otherwise probes `new Function`, which our content policy refuses and reports.
z.config({ jitless: true })
