package dev.mandate.verifier;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the package as a whole, and the envelope beside it, are the word of whoever holds the ledger's key. */
final class SignatureCheck {
    private static final String ENVELOPE = "mandate-envelope/1";
    private static final int MAX_ENVELOPE = 1 << 16;

    private final PackageReader files;
    private final Report.Notes notes;
    private final PublicKeyLine key;

    SignatureCheck(PackageReader files, Report.Notes notes, PublicKeyLine key) {
        this.files = files;
        this.notes = notes;
        this.key = key;
    }

    /**
     * Checks both.
     *
     * @param whole the digest of the whole file, where it is one
     */
    void check(Path path, Optional<String> whole) throws IOException {
        var signature = files.signature();
        if (signature.isEmpty()) {
            notes.wrong("signature-missing", Manifest.SIGNATURE, "the manifest is nobody's word");
        } else {
            manifest(signature.get());
        }
        if (whole.isEmpty()) {
            return;
        }
        var beside = Path.of(path + ".envelope");
        if (Files.isRegularFile(beside)) {
            envelope(beside, whole.get());
            return;
        }
        notes.remark("who made the export and when is not shown: its envelope " + beside.getFileName()
                + " does not lie beside it");
    }

    private void manifest(String text) {
        try {
            var note = Note.parse(text);
            if (!key.signed(note)) {
                notes.wrong("signature-wrong", Manifest.SIGNATURE, "is not by the key " + key.name() + "+" + key.id());
            } else if (!note.text().equals(files.manifest().signedText())) {
                notes.wrong("signature-wrong", Manifest.SIGNATURE, "is of another manifest");
            }
        } catch (IllegalArgumentException e) {
            notes.wrong("signature-wrong", Manifest.SIGNATURE, String.valueOf(e.getMessage()));
        }
    }

    private void envelope(Path file, String digest) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var note = Note.parse(new String(in.readNBytes(MAX_ENVELOPE), StandardCharsets.UTF_8));
            var lines = note.text().split("\n", -1);
            if (!key.signed(note) || lines.length != 3 || !lines[0].equals(ENVELOPE)) {
                throw new IllegalArgumentException("is not signed by the key " + key.name() + "+" + key.id());
            }
            var bytes = lines[1].getBytes(StandardCharsets.UTF_8);
            var facts = CanonicalReader.readObject(bytes, bytes.length);
            if (!facts.text("sha256").equals(digest)) {
                throw new IllegalArgumentException("is of another file, with the digest " + facts.text("sha256"));
            }
            var requester = facts.object("requester");
            notes.fact("made on " + facts.text("made") + " for " + requester.text("kind") + " "
                    + requester.text("id") + " (" + requester.text("assurance") + "), ledger entry "
                    + facts.text("entry"));
            // Envelopes of the first releases do not say.
            if (facts.byName().containsKey("people") && facts.natural("people") == 1) {
                notes.remark(
                        "made where one person decides alone (people: 1): whoever asks for something says yes to it");
            }
        } catch (IllegalArgumentException e) {
            notes.wrong("envelope-wrong", file.toString(), String.valueOf(e.getMessage()));
        }
    }
}
