#!/usr/bin/env python3
"""Checks an export of the ledger. Standard library only; written from docs/evidence.md, not from the Java code.

usage: verify.py EXPORT.zip KEY.pub [CHECKPOINT...]

Checks: the digest of the whole file; the digest of every file in it and the signature of the manifest that lists them;
each entry against its leaf, each leaf at its index, the root against the signed checkpoint; that the checkpoint continues
the previous one, if there is one; every checkpoint you kept that falls on an entry of the export; disclosed values
against their commitments; the envelope beside the file, if there is one.
Does not check: that the entries are canonical JSON in every detail, that they tell the truth, and, in an export with a
filter, that no other entry belongs to it.

exit code: 0 verified, 4 does not match, 1 cannot be read, 64 wrong usage
"""
import base64, hashlib, json, os, sys, zipfile, zlib


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


def note_text(note, key_line):
    """The text of a signed note, or None if no signature of this key holds."""
    name, key_id, key = key_line.strip().split("+", 2)
    key = base64.b64decode(key)
    if hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8] != key_id:
        raise ValueError("the id of the key does not belong to its name and bytes")
    text, signatures = note.rsplit("\n\n", 1)
    for line in signatures.splitlines():
        _, signer, blob = line.split(" ")
        written, blob = blob, base64.b64decode(blob)
        if base64.b64encode(blob).decode() != written:
            continue  # the bits of the last character that mean nothing were changed
        if signer == name and blob[:4].hex() == key_id and signed(key[1:], (text + "\n").encode(), blob[4:]):
            return text + "\n"
    return None


def checkpoint(note, key_line, wrong):
    """Size and root of a signed note."""
    text = note_text(note, key_line)
    origin, size, root = note.rsplit("\n\n", 1)[0].split("\n")
    if text is None or origin != key_line.split("+", 1)[0]:
        wrong(f"the checkpoint of size {size} is not signed by {key_line.strip()}")
    return int(size), base64.b64decode(root)


def kept(paths, key_line, wrong):
    """Roots by size, from files of one checkpoint after the other."""
    roots = {}
    for path in paths:
        block = []
        for line in open(path, encoding="utf-8").read().splitlines():
            block.append(line)
            if line.startswith("\u2014 "):
                size, root = checkpoint("\n".join(block) + "\n", key_line, wrong)
                roots.setdefault(size, set()).add(root)
                block = []
    return roots


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


def entries(lines, gaps, manifest, roots, wrong):
    """Rebuilds the tree from the entries and from the subtrees of what is left out; gives its root."""
    tree, count = Tree(), 0
    query, gap = manifest["query"], next(gaps, None)

    def look():
        for root in roots.pop(tree.size, ()):
            if root != tree.root():
                wrong(f"the first {tree.size} entries are not those of a checkpoint that you kept")

    def skip():
        nonlocal gap
        while gap and gap["from"] == tree.size:
            if "mentions" not in query and gap["to"] > query["from"] and gap["from"] < query["to"]:
                wrong(f"index {gap['from']} to {gap['to']} is left out although it was asked for")
            tree.push_up_to(gap["to"], hashes(gap["hashes"]))
            look()
            gap = next(gaps, None)

    look()
    for line in lines:
        skip()
        begin, end = len(b'{"entry":'), line.rindex(b',"index":')
        members, entry = json.loads(line), line[begin:end]
        if members["index"] != tree.size:
            wrong(f"index {members['index']} where {tree.size} should be")
            raise ValueError("what follows cannot be compared")
        if base64.b64encode(leaf(entry)).decode() != members["leaf"]:
            wrong(f"the entry of index {tree.size} was changed")
        for value in members.get("personal", ()):
            bound = sha256(bytes.fromhex(value["salt"]), value["value"].encode()).hex()
            if bound != value["commitment"] or f'{{"commitment":"{bound}"}}'.encode() not in entry:
                wrong(f"a personal value of index {tree.size} is not the one committed to")
        tree.push(base64.b64decode(members["leaf"]))
        count += 1
        look()
    skip()
    if gap or tree.size != manifest["checkpoint"]["size"]:
        wrong(f"the entries and gaps end at {tree.size}, the checkpoint is of {manifest['checkpoint']['size']}")
    if count != manifest["entries"]:
        wrong(f"{count} entries, the manifest says {manifest['entries']}")
    return tree.root()


def hashes(texts):
    return [base64.b64decode(text) for text in texts]


def file_digests(path):
    """Digest of all bytes before the last 71, those 71, and the digest of the whole file."""
    before, left = hashlib.sha256(), max(0, os.path.getsize(path) - 71)
    with open(path, "rb") as file:
        while left > 0:
            part = file.read(min(left, 1 << 16))
            before.update(part)
            left -= len(part)
        end = file.read()
    whole = before.copy()
    whole.update(end)
    return "sha256:" + before.hexdigest(), end.decode("latin-1"), whole.hexdigest()


def check_files(package, manifest, key_line, wrong):
    names = set(package.namelist()) - {"manifest.json", "manifest.sig"}
    if names != set(manifest["files"]) or len(package.namelist()) != len(set(package.namelist())):
        wrong(f"other files than in the manifest: {sorted(names ^ set(manifest['files']))}")
    for name in names & set(manifest["files"]):
        digest = hashlib.sha256()
        with package.open(name) as file:
            for part in iter(lambda: file.read(1 << 16), b""):
                digest.update(part)
        if digest.hexdigest() != manifest["files"][name]["sha256"]:
            wrong(f"{name} was changed")
    expected = "mandate-export/1\n" + base64.b64encode(sha256(package.read("manifest.json"))).decode() + "\n"
    if note_text(package.read("manifest.sig").decode(), key_line) != expected:
        wrong("the manifest is not signed by the key")
    return names


def check_envelope(path, whole, key_line, wrong):
    if not os.path.exists(path):
        return
    text = note_text(open(path, encoding="utf-8").read(), key_line)
    if not text or not text.startswith("mandate-envelope/1\n") or json.loads(text.split("\n")[1])["sha256"] != whole:
        wrong("the envelope is not of this file, or not signed by the key")


def check(path, key_line, checkpoints, wrong):
    computed, stated, whole = file_digests(path)
    if computed != stated:
        wrong("the file is damaged: its digest is not the one that it ends with")
    check_envelope(path + ".envelope", whole, key_line, wrong)
    with zipfile.ZipFile(path) as package:
        manifest = json.loads(package.read("manifest.json"))
        if manifest["schema"] != "mandate-export/1":
            raise ValueError("unknown schema " + manifest["schema"])
        names = check_files(package, manifest, key_line, wrong)
        size, root = checkpoint(package.read("proof/checkpoint.txt").decode(), key_line, wrong)
        roots = kept(checkpoints, key_line, wrong)
        gaps = iter(())
        if "proof/skipped.jsonl" in names:
            gaps = map(json.loads, package.open("proof/skipped.jsonl"))
        with package.open("entries.jsonl") as lines:
            if entries(lines, gaps, manifest, roots, wrong) != root:
                wrong(f"the root of the entries is not the one that was signed for size {size}")
        for left in sorted(roots):
            print(f"note   the checkpoint of size {left} that you kept was not compared")
        if "proof/previous.txt" in names:
            old, old_root = checkpoint(package.read("proof/previous.txt").decode(), key_line, wrong)
            proof = hashes(json.loads(package.read("proof/consistency.json"))["hashes"])
            if not consistent(old, old_root, size, root, proof):
                wrong(f"the first {old} entries are not those of the previous checkpoint")
        return size


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 64
    findings = []
    try:
        with open(arguments[1], encoding="utf-8") as key:
            size = check(arguments[0], key.read(), arguments[2:], findings.append)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as fault:
        if findings:
            findings.append(repr(fault))
        else:
            print(f"cannot be read: {ascii(repr(fault))}", file=sys.stderr)
            return 1
    for finding in findings[:20]:
        print("WRONG ", ascii(finding))
    print("NOT verified" if findings else f"verified against the checkpoint of size {size}")
    return 4 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
