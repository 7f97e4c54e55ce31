package dev.mandate.verifier;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A signed note (C2SP signed-note): a text, an empty line, and lines of the form "dash name base64". */
record Note(String text, List<Signature> signatures) {
    private static final String DASH = "\u2014 ";
    private static final int MAX_SIGNATURES = 100;

    /** One line; the base64 is of four bytes of key id and the signature. */
    record Signature(String name, String base64) {
        byte[] blob() {
            return Base64.getDecoder().decode(base64);
        }
    }

    static Note parse(String text) {
        var notes = parseAll(text);
        if (notes.size() != 1) {
            throw new IllegalArgumentException(notes.size() + " notes instead of one");
        }
        return notes.getFirst();
    }

    /** The notes of a file to which one after the other is appended. */
    static List<Note> parseAll(String text) {
        if (!text.isEmpty() && !text.endsWith("\n")) {
            throw new IllegalArgumentException("the last line is cut off");
        }
        var notes = new ArrayList<Note>();
        var body = new StringBuilder();
        var signatures = new ArrayList<Signature>();
        for (var line : text.lines().toList()) {
            if (line.startsWith(DASH)) {
                signatures.add(signature(line));
                continue;
            }
            if (!signatures.isEmpty()) {
                notes.add(note(body, signatures));
            }
            body.append(line).append('\n');
        }
        if (!signatures.isEmpty() || !body.isEmpty()) {
            notes.add(note(body, signatures));
        }
        return notes;
    }

    private static Note note(StringBuilder body, List<Signature> signatures) {
        if (signatures.isEmpty()
                || signatures.size() > MAX_SIGNATURES
                || body.length() < 2
                || !body.toString().endsWith("\n\n")) {
            throw new IllegalArgumentException("not a signed note: text, empty line, signatures");
        }
        var note = new Note(body.substring(0, body.length() - 1), List.copyOf(signatures));
        body.setLength(0);
        signatures.clear();
        return note;
    }

    private static Signature signature(String line) {
        var parts = line.substring(DASH.length()).split(" ", -1);
        if (parts.length != 2 || parts[0].isEmpty()) {
            throw new IllegalArgumentException("not a signature line: " + line);
        }
        var signature = new Signature(parts[0], parts[1]);
        if (signature.blob().length < 5) {
            throw new IllegalArgumentException("a signature line without a signature");
        }
        return signature;
    }
}
