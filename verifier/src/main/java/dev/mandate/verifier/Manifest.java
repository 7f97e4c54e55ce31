package dev.mandate.verifier;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an export package says of itself.
 *
 * @param files by name, manifest.json itself excepted
 * @param from the first index, inclusive
 * @param to the last index, exclusive
 */
record Manifest(String origin, long size, String root, Map<String, FileFacts> files, long from, long to) {
    static final String NAME = "manifest.json";
    static final String SCHEMA = "mandate-export/1";

    /** What is said of one file. */
    record FileFacts(long bytes, long lines, String sha256) {}

    static Manifest parse(byte[] bytes) {
        var manifest = CanonicalReader.readObject(bytes, bytes.length);
        if (!manifest.text("schema").equals(SCHEMA)) {
            throw new IllegalArgumentException(
                    "the schema is " + manifest.text("schema") + ", this program knows " + SCHEMA);
        }
        var checkpoint = manifest.object("checkpoint");
        var query = manifest.object("query");
        var files = new LinkedHashMap<String, FileFacts>();
        var listed = manifest.object("files");
        for (var name : listed.byName().keySet()) {
            var facts = listed.object(name);
            files.put(name, new FileFacts(facts.natural("bytes"), facts.natural("lines"), facts.text("sha256")));
        }
        var result = new Manifest(
                checkpoint.text("origin"),
                checkpoint.natural("size"),
                checkpoint.text("root"),
                files,
                query.natural("from"),
                query.natural("to"));
        if (result.from > result.to || result.to > result.size) {
            throw new IllegalArgumentException(
                    "the query asks for index " + result.from + " to " + result.to + " of " + result.size);
        }
        return result;
    }
}
