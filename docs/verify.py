#!/usr/bin/env python3
"""Checks an export of the ledger. Standard library only; written from docs/evidence.md, not from the Java code.

usage: verify.py EXPORT.zip KEY.pub      exit code: 0 verified, 4 does not match, 1 cannot be read
"""
import base64, hashlib, json, sys, zipfile


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf(data):
    return sha256(b"\x00", data)


def node(left, right):
    return sha256(b"\x01", left, right)


class Tree:
    """Complete subtrees from left to right, as (height, hash)."""

    def __init__(self):
        self.size, self.peaks = 0, []

    def push(self, hash_, height=0):
        self.size += 1 << height
        while self.peaks and self.peaks[-1][0] == height:
            hash_, height = node(self.peaks.pop()[1], hash_), height + 1
        self.peaks.append((height, hash_))

    def push_up_to(self, end, hashes):
        for hash_ in hashes:
            fits = (end - self.size).bit_length() - 1
            aligned = (self.size & -self.size).bit_length() - 1 if self.size else fits
            self.push(hash_, min(fits, aligned))

    def root(self):
        if not self.peaks:
            return sha256()
        root = self.peaks[-1][1]
        for _, hash_ in reversed(self.peaks[:-1]):
            root = node(hash_, root)
        return root


# Ed25519, RFC 8032 section 6, only what checking needs
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        result = add(result, point) if scalar & 1 else result
        point, scalar = add(point, point), scalar >> 1
    return result


def recover_x(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - x2) % P or (x == 0 and sign):
        raise ValueError("not a point of the curve")
    return x if x & 1 == sign else P - x


def point(data):
    y = int.from_bytes(data, "little")
    y, sign = y & (2**255 - 1), y >> 255
    x = recover_x(y, sign)
    return x, y, 1, x * y % P


def signed(key, text, signature):
    base_y = 4 * pow(5, P - 2, P) % P
    base = (recover_x(base_y, 0), base_y, 1, recover_x(base_y, 0) * base_y % P)
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % L
    left, right = multiply(s, base), add(point(signature[:32]), multiply(h, point(key)))
    equal = not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)
    return len(signature) == 64 and s < L and equal


def checkpoint(note, key_line, wrong):
    """Size and root of a signed note."""
    name, key_id, key = key_line.strip().split("+", 2)
    key = base64.b64decode(key)
    text, signatures = note.rsplit("\n\n", 1)
    origin, size, root = text.split("\n")
    for line in signatures.splitlines():
        _, signer, blob = line.split(" ")
        blob = base64.b64decode(blob)
        if signer == name and blob[:4].hex() == key_id:
            if origin == name and signed(key[1:], (text + "\n").encode(), blob[4:]):
                return int(size), base64.b64decode(root)
    wrong(f"the checkpoint of size {size} is not signed by {name}+{key_id}")
    return int(size), base64.b64decode(root)


def consistent(old, old_root, size, root, proof):
    """RFC 9162 section 2.1.4.2."""
    if old in (0, size):
        return not proof and (old == 0 or old_root == root)
    proof = ([old_root] if old & (old - 1) == 0 else []) + proof
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = proof[0]
    for c in proof[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while fn & 1 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == root


def entries(lines, manifest, range_, wrong):
    tree, expected = Tree(), manifest["query"]["from"]
    tree.push_up_to(expected, range_["left"])
    for line in lines:
        begin, end = len(b'{"entry":'), line.rindex(b',"index":')
        index, stated = json.loads(b"{" + line[end + 1 :])["index"], json.loads(line)["leaf"]
        if index != expected:
            wrong(f"index {index} where {expected} should be")
        if base64.b64encode(leaf(line[begin:end])).decode() != stated:
            wrong(f"the entry of index {index} was changed")
        tree.push(base64.b64decode(stated))
        expected = index + 1
    if expected != manifest["query"]["to"]:
        wrong(f"ends before index {expected}")
    tree.push_up_to(manifest["checkpoint"]["size"], range_["right"])
    return tree.root()


def hashes(texts):
    return [base64.b64decode(text) for text in texts]


def check(package, key_line, wrong):
    manifest = json.loads(package.read("manifest.json"))
    names = set(package.namelist()) - {"manifest.json"}
    if names != set(manifest["files"]):
        wrong(f"other files than in the manifest: {sorted(names ^ set(manifest['files']))}")
    for name in names & set(manifest["files"]):
        if hashlib.sha256(package.read(name)).hexdigest() != manifest["files"][name]["sha256"]:
            wrong(f"{name} was changed")
    size, root = checkpoint(package.read("proof/checkpoint.txt").decode(), key_line, wrong)
    range_ = json.loads(package.read("proof/range.json")) if "proof/range.json" in names else {"left": [], "right": []}
    range_ = {side: hashes(range_[side]) for side in range_}
    with package.open("entries.jsonl") as lines:
        if entries(lines, manifest, range_, wrong) != root:
            wrong(f"the root of the entries is not the one that was signed for size {size}")
    if "proof/previous.txt" in names:
        old, old_root = checkpoint(package.read("proof/previous.txt").decode(), key_line, wrong)
        proof = hashes(json.loads(package.read("proof/consistency.json"))["hashes"])
        if not consistent(old, old_root, size, root, proof):
            wrong(f"the first {old} entries are not those of the previous checkpoint")
    return size


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 64
    findings = []
    try:
        with zipfile.ZipFile(arguments[0]) as package, open(arguments[1]) as key:
            size = check(package, key.read(), findings.append)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as fault:
        print(f"cannot be read: {fault!r}", file=sys.stderr)
        return 1
    for finding in findings[:20]:
        print("WRONG ", ascii(finding))
    print("NOT verified" if findings else f"verified against the checkpoint of size {size}")
    return 4 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
