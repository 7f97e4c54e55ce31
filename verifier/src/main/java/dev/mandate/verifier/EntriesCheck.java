package dev.mandate.verifier;

import java.io.IOException;

/**
 * Goes through the entries of a package once: each leaf, the place of each in the tree, and the root at the end. What the
 * package leaves out stands in {@link Skipped}, so the root comes out although only some entries are there.
 */
final class EntriesCheck {
    private static final String ENTRIES = "entries.jsonl";
    private static final int CHUNK = 4096;

    private final PackageReader files;
    private final Manifest manifest;
    private final Report.Notes notes;
    private final Heads heads;
    private final Progress progress;
    private final MerkleStack tree = new MerkleStack();
    private long line;
    private long expected;
    private boolean broken;

    EntriesCheck(PackageReader files, Report.Notes notes, Heads heads, Progress progress) {
        this.files = files;
        this.manifest = files.manifest();
        this.notes = notes;
        this.heads = heads;
        this.progress = progress;
    }

    /** Whether every entry of the tree is there or in a gap, so that the tree could be built to its end. */
    boolean check() {
        if (!files.has(ENTRIES)) {
            notes.wrong("file-missing", ENTRIES, "there is nothing to check");
            return false;
        }
        var before = notes.count();
        heads.reached(tree);
        try {
            if (files.has(Skipped.NAME)) {
                withGaps();
            } else {
                entries(Skipped.none());
            }
        } catch (IOException e) {
            broken = true;
            wrong("file-damaged", String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            broken = true;
            notes.wrong("skipped-wrong", Skipped.NAME, String.valueOf(e.getMessage()));
        }
        if (notes.count() == before) {
            tell();
        }
        return !broken;
    }

    private void withGaps() throws IOException {
        try (var in = files.open(Skipped.NAME)) {
            entries(Skipped.of(in));
            files.compare(Skipped.NAME, in);
        }
    }

    private void entries(Skipped skipped) throws IOException {
        try (var in = files.open(ENTRIES)) {
            var lines = new Lines(in);
            while (lines.next()) {
                line++;
                skip(skipped);
                entry(lines);
                if (line % CHUNK == 0) {
                    tellProgress();
                }
            }
            files.compare(ENTRIES, in);
        }
        skip(skipped);
        tellProgress();
        var left = skipped.left();
        if (left != null) {
            broken = true;
            notes.wrong("skipped-wrong", Skipped.NAME, "has a gap at " + left.from() + " where there is none");
        }
        if (expected != manifest.size()) {
            broken = true;
            notes.wrong(
                    "index-gap", ENTRIES, "ends before index " + expected + ", the checkpoint says " + manifest.size());
        }
    }

    /** An index may say anything. */
    private void tellProgress() {
        progress.at(Math.min(expected, manifest.size()), manifest.size());
    }

    private void skip(Skipped skipped) throws IOException {
        for (var gap = skipped.at(expected); gap != null; gap = skipped.at(expected)) {
            if (manifest.query().filter().isEmpty()
                    && gap.to() > manifest.query().from()
                    && gap.from() < manifest.query().to()) {
                notes.wrong(
                        "entry-left-out",
                        Skipped.NAME,
                        "leaves out index " + gap.from() + " to " + (gap.to() - 1) + " of what the query asks for");
            }
            if (!broken) {
                tree.pushUpTo(gap.to(), gap.hashes());
                heads.reached(tree);
            }
            expected = gap.to();
        }
    }

    private void entry(Lines lines) {
        try {
            var entry = EntryLine.parse(lines.bytes(), lines.length());
            checkIndex(entry.index());
            if (expected < manifest.query().from()
                    || expected >= manifest.query().to()) {
                wrong("entry-not-asked", "is outside of what the query asks for");
            }
            if (!entry.unchanged()) {
                wrong(
                        "entry-changed",
                        "its hash is " + entry.computed() + ", the leaf in the tree is " + entry.stated());
            }
            if (!entry.disclosesWhatItCommitsTo(lines.bytes())) {
                wrong("personal-wrong", "a personal value is not the one that the entry commits to");
            }
            if (!broken) {
                tree.push(Hashes.ofBase64(entry.stated()));
                heads.reached(tree);
            }
        } catch (IllegalArgumentException e) {
            broken = true;
            wrong("entry-unreadable", String.valueOf(e.getMessage()));
        }
        expected++;
    }

    private void checkIndex(long index) {
        if (index != expected) {
            broken = true;
            wrong("index-gap", "index " + index + " where " + expected + " should be");
            expected = index;
        }
    }

    private void tell() {
        var query = manifest.query();
        var range = "index " + query.from() + " to " + (query.to() - 1);
        if (query.filter().isEmpty()) {
            notes.fact(line + " entries, " + range + ", without a gap");
            return;
        }
        notes.fact(line + " of " + (query.to() - query.from()) + " entries, " + range + ", each at its place");
        notes.remark(
                "that no other entry of this range is about " + query.filter().get()
                        + " is the word of whoever made the export: only an export without filter proves it");
    }

    private void wrong(String code, String what) {
        notes.wrong(code, ENTRIES + " line " + line + ", index " + expected, what);
    }
}
