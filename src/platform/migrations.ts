/** One forward-only step. `id` is `NNNN-name`; ids are unique over the whole product and run in order of the number. */
export type Migration = { readonly id: string; readonly sql: string }
