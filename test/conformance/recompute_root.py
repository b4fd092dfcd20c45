"""Recomputes a C2SP tlog-tiles log with nothing but Python's standard library and openssl.

Usage: recompute_root.py DIR   (DIR/checkpoint, DIR/vkey, DIR/tile/...)
Written from RFC 6962 section 2.1, C2SP tlog-tiles, tlog-checkpoint and signed-note; shares no code with the product.
Prints {"size", "root", "entries"} when the recomputed root equals the checkpoint's and the signature is good; exits 1 otherwise.
"""
import base64, hashlib, json, os, subprocess, sys, tempfile

d = sys.argv[1]
note = open(os.path.join(d, 'checkpoint'), 'rb').read()
text, sigs = note.split(b'\n\n', 1)
text += b'\n'
origin, size, root = text.decode().split('\n')[:3]
size = int(size)
root = base64.b64decode(root)

name, key_id, key = open(os.path.join(d, 'vkey')).read().strip().split('+', 2)
key = base64.b64decode(key)
assert name == origin, 'key name is not the origin'
assert key[0] == 1, 'not an Ed25519 key'
assert hashlib.sha256(name.encode() + b'\n' + key).hexdigest()[:8] == key_id, 'key id'
good = False
for line in sigs.decode().splitlines():
    dash, who, blob = line.split(' ')
    assert dash == '\u2014'
    blob = base64.b64decode(blob)
    if who != name or blob[:4].hex() != key_id:
        continue
    with tempfile.TemporaryDirectory() as t:
        spki = bytes.fromhex('302a300506032b6570032100') + key[1:]
        open(t + '/k', 'wb').write(spki); open(t + '/m', 'wb').write(text); open(t + '/s', 'wb').write(blob[4:])
        r = subprocess.run(['openssl', 'pkeyutl', '-verify', '-pubin', '-keyform', 'DER', '-inkey', t + '/k', '-rawin', '-in', t + '/m', '-sigfile', t + '/s'], capture_output=True)
        assert r.returncode == 0, r.stderr
        good = True
assert good, 'no signature by the key'

def path(n):
    parts = ['%03d' % (n % 1000)]
    n //= 1000
    while n:
        parts.insert(0, 'x%03d' % (n % 1000))
        n //= 1000
    return '/'.join(parts)

leaves = []
for n in range((size + 255) // 256):
    width = min(256, size - n * 256)
    p = os.path.join(d, 'tile', 'entries', path(n) + ('' if width == 256 else '.p/%d' % width))
    b = open(p, 'rb').read()
    i = 0
    while i < len(b):
        w = int.from_bytes(b[i:i + 2], 'big')
        leaf = b[i + 2:i + 2 + w]
        assert len(leaf) == w
        json.loads(leaf)
        leaves.append(leaf)
        i += 2 + w
    h = os.path.join(d, 'tile', '0', path(n) + ('' if width == 256 else '.p/%d' % width))
    assert open(h, 'rb').read() == b''.join(hashlib.sha256(b'\0' + x).digest() for x in leaves[n * 256:]), 'hash tile differs from its entries'
assert len(leaves) == size, 'entries %d, checkpoint %d' % (len(leaves), size)

def mth(xs):
    if not xs:
        return hashlib.sha256(b'').digest()
    if len(xs) == 1:
        return hashlib.sha256(b'\0' + xs[0]).digest()
    k = 1
    while k * 2 < len(xs):
        k *= 2
    return hashlib.sha256(b'\1' + mth(xs[:k]) + mth(xs[k:])).digest()

if mth(leaves) != root:
    print('root differs', file=sys.stderr)
    sys.exit(1)
print(json.dumps({'size': size, 'root': root.hex(), 'entries': len(leaves)}))
