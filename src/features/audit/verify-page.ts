import type { FrozenLog } from './ports.ts'

/** `VERIFY.md`: how to check the package with tools that no one here wrote. The commands use openssl, jq, sha256sum and xxd. */
export function verifyPage(logs: readonly FrozenLog[], mode: 'full' | 'sample'): string {
  const origins = logs
    .map(
      (log) =>
        `- \`${log.origin}\`, size ${log.size}, root \`${log.root}\`\n${log.vkeys.map((k) => `  - key \`${k.vkey}\``).join('\n')}`,
    )
    .join('\n')
  return `# Checking this package

No recorded entry was changed or removed, and gaps in sequences are visible: that is what the checks below can show. They cannot show that a source
told the truth or that everything reached Sealwright.

## With the verifier in this package

    unzip -p package.zip verify.mjs > verify.mjs
    node verify.mjs package.zip

Node 20 or newer, no network, no installation. Or open \`verify.html\` in a browser and choose the file; it can make no connection.
Better: take \`verify.mjs\` from an earlier package or from the project's release instead of from the package that you doubt.
Exit code: 0 all checks hold, 1 tampered, 2 wrong usage, 3 incomplete.

**Whose key is it?** A package can only show that it agrees with its own key. Compare the key with one that you got elsewhere. The company holds that key: it could
write the whole log anew, and only a checkpoint that others kept shows that it did not. Take one from an earlier package or from the anchor's own place, not from here:

    node verify.mjs package.zip --vkey '<key>'
    node verify.mjs package.zip --checkpoint earlier-checkpoint.txt

${origins}

## Without our code

Digest of every file (sha256sum, jq):

    jq -r .payload manifest.dsse.json | base64 -d > statement.json
    jq -r '.subject[] | .digest.sha256 + "  " + .name' statement.json > SHA256SUMS
    sha256sum -c SHA256SUMS

Signature of the manifest (openssl; the raw key is the last 32 bytes of the key's base64):

    jq -r '.signatures[0].sig' manifest.dsse.json | base64 -d > sig.bin
    { printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c < statement.json)"; cat statement.json; } > signed.bin
    { printf '302a300506032b6570032100' | xxd -r -p; printf '%s' '<base64 after the last +>' | base64 -d | tail -c 32; } > key.der
    openssl pkeyutl -verify -pubin -inkey key.der -keyform DER -rawin -in signed.bin -sigfile sig.bin

One entry's body (\`bodies/\`): its commitment is SHA-256 of \`sealwright/body/v1\`, a line feed, the 32 bytes of the salt and the body's exact bytes:

    { printf 'sealwright/body/v1\\n'; printf '%s' '<salt>' | base64 -d; printf '%s' '<body>'; } | sha256sum

The log (C2SP tools): \`log/\` is laid out as C2SP tlog-tiles, \`checkpoint\` is a C2SP signed note, hashing is RFC 6962.${
    mode === 'full'
      ? ' Serve the folder with any static file server and point a tlog-tiles client at it.'
      : ' In sample mode `proofs.jsonl` holds one RFC 6962 inclusion proof a line.'
  }
`
}
