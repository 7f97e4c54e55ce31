package dev.mandate.verifier;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** Reads the files of a package, each once, and compares them with what the manifest says of them. */
final class PackageReader {
    private static final int MAX_SMALL_FILE = 4 << 20;

    /** What no manifest can list: itself, and what is made from it. */
    private static final Set<String> OWN = Set.of(Manifest.NAME, Manifest.SIGNATURE);

    private final Evidence evidence;
    private final Set<String> names;
    private final Manifest manifest;
    private final Report.Notes notes;

    private PackageReader(Evidence evidence, Set<String> names, Manifest manifest, Report.Notes notes) {
        this.evidence = evidence;
        this.names = names;
        this.manifest = manifest;
        this.notes = notes;
    }

    static PackageReader of(Evidence evidence, String place, Report.Notes notes)
            throws UnreadableException, IOException {
        var names = evidence.names();
        if (!names.contains(Manifest.NAME)) {
            throw new UnreadableException(place, "is no export package, it has no " + Manifest.NAME);
        }
        var manifest = manifest(evidence, place);
        for (var name : manifest.files().keySet()) {
            if (!names.contains(name)) {
                notes.wrong("file-missing", name, "is in the manifest but not in the package");
            }
        }
        for (var name : names) {
            if (!OWN.contains(name) && !manifest.files().containsKey(name)) {
                notes.wrong("file-unknown", name, "is in the package but not in the manifest");
            }
        }
        return new PackageReader(evidence, names, manifest, notes);
    }

    private static Manifest manifest(Evidence evidence, String place) throws UnreadableException, IOException {
        try (var in = evidence.open(Manifest.NAME)) {
            return Manifest.parse(in.readNBytes(MAX_SMALL_FILE));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(place + ", " + Manifest.NAME, String.valueOf(e.getMessage()), e);
        }
    }

    Manifest manifest() {
        return manifest;
    }

    boolean has(String name) {
        return manifest.files().containsKey(name) && names.contains(name);
    }

    /** The note that signs the manifest; empty if there is none. */
    Optional<String> signature() throws IOException {
        if (!names.contains(Manifest.SIGNATURE)) {
            return Optional.empty();
        }
        try (var in = evidence.open(Manifest.SIGNATURE)) {
            return Optional.of(new String(in.readNBytes(MAX_SMALL_FILE), StandardCharsets.UTF_8));
        }
    }

    /** A whole small file; empty if it is not there or cannot be read, which then is a finding. */
    Optional<byte[]> small(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        try (var in = open(name)) {
            var bytes = in.readNBytes(MAX_SMALL_FILE);
            compare(name, in);
            return Optional.of(bytes);
        } catch (IOException e) {
            notes.wrong("file-damaged", name, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    Optional<String> text(String name) {
        return small(name).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    CountedInput open(String name) throws IOException {
        return new CountedInput(evidence.open(name));
    }

    /** Compares a file that was read to its end. */
    void compare(String name, CountedInput read) {
        var actual = read.facts();
        var stated = manifest.files().get(name);
        if (!actual.equals(stated)) {
            notes.wrong("file-changed", name, "is " + actual + ", the manifest says " + stated);
        }
    }
}
