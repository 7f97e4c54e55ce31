package dev.mandate.verifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the checker brought along, from elsewhere than the evidence; only this can show what the maker of the evidence
 * might hide.
 *
 * @param key the ledger's public key
 * @param notes signed checkpoints that were kept or published outside, one after the other in each text
 */
public record Trust(Optional<PublicKeyLine> key, List<Named> notes) {

    /**
     * A text and where it is from.
     *
     * @param elsewhere whether the maker of the evidence could not have changed it
     */
    public record Named(String place, String text, boolean elsewhere) {
        public Named(String place, String text) {
            this(place, text, true);
        }
    }

    public Trust {
        notes = List.copyOf(notes);
    }

    public static Trust nothing() {
        return new Trust(Optional.empty(), List.of());
    }

    /** Reads a key file and files of checkpoints. */
    public static Trust of(Optional<Path> keyFile, List<Path> checkpointFiles) throws UnreadableException {
        var notes = new ArrayList<Named>();
        for (var file : checkpointFiles) {
            notes.add(new Named(file.toString(), read(file)));
        }
        if (keyFile.isEmpty()) {
            return new Trust(Optional.empty(), notes);
        }
        try {
            return new Trust(Optional.of(PublicKeyLine.parse(read(keyFile.get()))), notes);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(keyFile.get().toString(), String.valueOf(e.getMessage()), e);
        }
    }

    /** The same, with what is found in a file on the machine of whoever is checked. */
    public Trust and(Path file) throws UnreadableException {
        var more = new ArrayList<>(notes);
        more.add(new Named(file.toString(), read(file), false));
        return new Trust(key, more);
    }

    private static String read(Path file) throws UnreadableException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UnreadableException(file.toString(), "cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
