/** What stands in a head that we write, and how a small body leaves with it. */

// eslint-disable-next-line no-control-regex
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/

/** Whether a header's value can be sent: nothing that would end its line, nothing beyond latin1. */
export const isSendable = (value: string): boolean => !UNSENDABLE.test(value)

/** Bytes up to which a body leaves in one string with its head: one write instead of two, for one copy more. */
export const JOINED_MAX = 32_768
