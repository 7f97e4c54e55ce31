package dev.mandate.verifier;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an export package says of itself.
 *
 * @param files by name, manifest.json and its signature excepted
 * @param protection how the maker says that the ledger is protected
 * @param query what the package holds of the ledger
 * @param digest SHA-256 of the manifest itself, in base64
 */
record Manifest(
        String origin,
        long size,
        String root,
        Map<String, FileFacts> files,
        String protection,
        Query query,
        String digest) {
    static final String NAME = "manifest.json";
    static final String SIGNATURE = "manifest.sig";
    static final String SCHEMA = "mandate-export/1";

    /** What is said of one file. */
    record FileFacts(long bytes, long lines, String sha256) {}

    /**
     * What was asked for.
     *
     * @param from the first index, inclusive
     * @param to the last index, exclusive
     * @param filter which entries between them, in words; empty means all
     */
    record Query(long from, long to, Optional<String> filter) {}

    static Manifest parse(byte[] bytes) {
        var manifest = CanonicalReader.readObject(bytes, bytes.length);
        if (!manifest.text("schema").equals(SCHEMA)) {
            throw new IllegalArgumentException(
                    "the schema is " + manifest.text("schema") + ", this program knows " + SCHEMA);
        }
        var checkpoint = manifest.object("checkpoint");
        var result = new Manifest(
                checkpoint.text("origin"),
                checkpoint.natural("size"),
                checkpoint.text("root"),
                files(manifest.object("files")),
                manifest.text("protection"),
                query(manifest.object("query")),
                Hashes.base64(Hashes.sha256(bytes, new byte[0])));
        var query = result.query();
        if (query.from > query.to || query.to > result.size) {
            throw new IllegalArgumentException(
                    "the query asks for index " + query.from + " to " + query.to + " of " + result.size);
        }
        return result;
    }

    private static Map<String, FileFacts> files(Json.Members listed) {
        var files = new LinkedHashMap<String, FileFacts>();
        for (var name : listed.byName().keySet()) {
            var facts = listed.object(name);
            files.put(name, new FileFacts(facts.natural("bytes"), facts.natural("lines"), facts.text("sha256")));
        }
        return files;
    }

    private static Query query(Json.Members query) {
        var filter = query.byName().containsKey("mentions")
                ? Optional.of(query.object("mentions"))
                        .map(mentions -> mentions.text("kind") + " " + mentions.text("id"))
                : Optional.<String>empty();
        return new Query(query.natural("from"), query.natural("to"), filter);
    }

    /** The text whose signature makes all of the package the word of the ledger's key. */
    String signedText() {
        return SCHEMA + "\n" + digest + "\n";
    }
}
