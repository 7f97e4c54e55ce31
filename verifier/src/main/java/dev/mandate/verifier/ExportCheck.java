package dev.mandate.verifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Checks an export package by itself, offline and with constant memory; the format is in docs/evidence.md. */
public final class ExportCheck {
    private static final String CHECKPOINT = "proof/checkpoint.txt";
    private static final String KEY = "proof/key.pub";
    private static final String PREVIOUS = "proof/previous.txt";
    private static final String CONSISTENCY = "proof/consistency.json";

    private final PackageReader files;
    private final Trust trust;
    private final Report.Notes notes;
    private final Heads heads;
    private final Progress progress;

    private ExportCheck(PackageReader files, Trust trust, Report.Notes notes, Progress progress) {
        this.files = files;
        this.trust = trust;
        this.notes = notes;
        this.heads = new Heads(notes);
        this.progress = progress;
    }

    /**
     * Checks everything that the package and what was brought along allow.
     *
     * @param path a ZIP file, or the folder it was unpacked into
     * @throws UnreadableException if it is no export package of a version that is known here
     */
    public static Report check(Path path, Trust trust) throws UnreadableException {
        return check(path, trust, (checked, total) -> {});
    }

    /** As {@link #check(Path, Trust)}; {@code progress} is told of the entries. */
    public static Report check(Path path, Trust trust, Progress progress) throws UnreadableException {
        var notes = new Report.Notes();
        try (var evidence = Evidence.of(path)) {
            var whole = Files.isDirectory(path) ? Optional.<String>empty() : Optional.of(FileDigest.check(path, notes));
            var check = new ExportCheck(PackageReader.of(evidence, path.toString(), notes), trust, notes, progress);
            return check.check(path, whole);
        } catch (IOException e) {
            throw new UnreadableException(path.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    private Report check(Path path, Optional<String> whole) throws IOException {
        var key = key();
        if (key.isPresent()) {
            new SignatureCheck(files, notes, key.get()).check(path, whole);
        }
        var own = head(CHECKPOINT, key);
        var previous = files.has(PREVIOUS) ? head(PREVIOUS, key) : Optional.<TreeHead>empty();
        key.ifPresent(known -> trust.notes().forEach(named -> heads.addBrought(named, known)));
        own.ifPresent(this::compareWithManifest);
        var complete = new EntriesCheck(files, notes, heads, progress).check();
        if (own.isPresent() && previous.isPresent()) {
            checkConsistency(previous.get(), own.get());
        }
        if (complete) {
            heads.tellWhatWasNotCompared(previous);
        }
        new SystemsCheck(files, notes).check();
        heads.conclude(files.manifest().protection());
        if (trust.key().isEmpty()) {
            notes.remark("the key is the one in the package: compare " + KEY + " with the one you were given (--key)");
        }
        notes.remark("that the entries tell the truth is not proven: only that they are those that were signed");
        return notes.report();
    }

    /** The key that was brought along, else the one in the package. */
    private Optional<PublicKeyLine> key() {
        var own = files.text(KEY).flatMap(this::parsedKey);
        if (trust.key().isPresent() && own.isPresent() && !own.equals(trust.key())) {
            notes.wrong(
                    "key-differs",
                    KEY,
                    "is " + own.get().line() + ", you brought "
                            + trust.key().get().line());
        }
        if (own.isEmpty() && trust.key().isEmpty()) {
            notes.wrong("key-missing", KEY, "no signature can be checked");
        }
        return trust.key().or(() -> own);
    }

    private Optional<PublicKeyLine> parsedKey(String text) {
        try {
            return Optional.of(PublicKeyLine.parse(text));
        } catch (IllegalArgumentException e) {
            notes.wrong("key-unreadable", KEY, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<TreeHead> head(String name, Optional<PublicKeyLine> key) {
        var text = files.text(name);
        if (text.isEmpty()) {
            notes.wrong("checkpoint-missing", name, "without it nothing is proved");
            return Optional.empty();
        }
        try {
            var note = Note.parse(text.get());
            key.ifPresent(known -> heads.add(name, note, known));
            return Optional.of(TreeHead.parse(note));
        } catch (IllegalArgumentException e) {
            notes.wrong("checkpoint-unreadable", name, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void compareWithManifest(TreeHead head) {
        var manifest = files.manifest();
        if (!manifest.origin().equals(head.origin())
                || manifest.size() != head.size()
                || !manifest.root().equals(head.root())) {
            notes.wrong(
                    "manifest-differs",
                    Manifest.NAME,
                    "speaks of another checkpoint than " + CHECKPOINT + ": size " + manifest.size() + " of "
                            + manifest.origin());
        }
    }

    private void checkConsistency(TreeHead previous, TreeHead head) {
        try {
            var json = files.small(CONSISTENCY).orElseThrow(() -> new IllegalArgumentException("is missing"));
            var proof = CanonicalReader.readObject(json, json.length).hashes("hashes");
            if (!ConsistencyProof.holds(previous, head, proof)) {
                throw new IllegalArgumentException("does not prove that the first " + previous.size() + " of "
                        + head.size() + " entries are those of the previous checkpoint");
            }
            notes.fact("the first " + previous.size() + " entries are those of the previous checkpoint");
        } catch (IllegalArgumentException e) {
            notes.wrong("consistency-wrong", CONSISTENCY, String.valueOf(e.getMessage()));
        }
    }
}
