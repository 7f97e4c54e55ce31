package dev.mandate.verifier;

import java.io.IOException;
import java.util.List;

/** Goes through the entries of a package once: each leaf, the indexes without gaps, and the root at the end. */
final class EntriesCheck {
    private static final String ENTRIES = "entries.jsonl";
    private static final String RANGE = "proof/range.json";

    private final PackageReader files;
    private final Manifest manifest;
    private final Report.Notes notes;
    private final Heads heads;
    private long line;
    private long expected;
    private boolean gaps;

    EntriesCheck(PackageReader files, Report.Notes notes, Heads heads) {
        this.files = files;
        this.manifest = files.manifest();
        this.notes = notes;
        this.heads = heads;
    }

    /** Whether the package has all the entries that it should have, changed or not. */
    boolean check() {
        if (!files.has(ENTRIES)) {
            notes.wrong("file-missing", ENTRIES, "there is nothing to check");
            return false;
        }
        try {
            var range = range();
            var tree = MerkleStack.of(manifest.from(), range.left());
            read(tree);
            if (gaps) {
                return false; // the root cannot come out right; what is missing was told
            }
            tree.pushUpTo(manifest.size(), range.right());
            heads.reached(tree);
            return true;
        } catch (IllegalArgumentException e) {
            notes.wrong("range-wrong", RANGE, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** The roots of the subtrees before and after the entries of the package. */
    private record Range(List<byte[]> left, List<byte[]> right) {}

    private Range range() {
        var json = files.small(RANGE);
        if (json.isEmpty()) {
            return new Range(List.of(), List.of());
        }
        var members = CanonicalReader.readObject(json.get(), json.get().length);
        return new Range(members.hashes("left"), members.hashes("right"));
    }

    private void read(MerkleStack tree) {
        var before = notes.count();
        expected = manifest.from();
        heads.reached(tree);
        try (var in = files.open(ENTRIES)) {
            var lines = new Lines(in);
            while (lines.next()) {
                line++;
                entry(tree, lines);
            }
            files.compare(ENTRIES, in);
        } catch (IOException e) {
            gaps = true;
            wrong("file-damaged", String.valueOf(e.getMessage()));
        }
        if (expected != manifest.to()) {
            gaps = true;
            notes.wrong("index-gap", ENTRIES, "ends before index " + expected + ", the manifest says " + manifest.to());
        }
        if (notes.count() == before) {
            notes.fact(line + " entries, index " + manifest.from() + " to " + (manifest.to() - 1) + ", without a gap");
        }
    }

    private void entry(MerkleStack tree, Lines lines) {
        try {
            var entry = EntryLine.parse(lines.bytes(), lines.length());
            checkIndex(entry.index());
            if (!entry.unchanged()) {
                wrong(
                        "entry-changed",
                        "its hash is " + entry.computed() + ", the leaf in the tree is " + entry.stated());
            }
            if (!entry.disclosesWhatItCommitsTo(lines.bytes())) {
                wrong("personal-wrong", "a personal value is not the one that the entry commits to");
            }
            if (!gaps) {
                tree.push(Hashes.ofBase64(entry.stated()));
                heads.reached(tree);
            }
        } catch (IllegalArgumentException e) {
            gaps = true;
            wrong("entry-unreadable", String.valueOf(e.getMessage()));
        }
        expected++;
    }

    private void checkIndex(long index) {
        if (index != expected) {
            gaps = true;
            wrong("index-gap", "index " + index + " where " + expected + " should be");
            expected = index;
        }
    }

    private void wrong(String code, String what) {
        notes.wrong(code, ENTRIES + " line " + line + ", index " + expected, what);
    }
}
