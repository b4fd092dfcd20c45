/** Progress of the repository's own scripts. Always stderr: stdout belongs to the command's result. */
export const say = (text) => process.stderr.write(`sealwright: ${text}\n`)
