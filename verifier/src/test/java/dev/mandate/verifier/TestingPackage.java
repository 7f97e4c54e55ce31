package dev.mandate.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The files of an export package, to be changed by a test before it is written. */
final class TestingPackage {
    final Map<String, String> files = new TreeMap<>();
    private final TestingLedger ledger;
    private final int from;
    private final int to;
    private final int size;

    TestingPackage(TestingLedger ledger) {
        this(ledger, 0, ledger.entries.size(), ledger.entries.size());
    }

    TestingPackage(TestingLedger ledger, int from, int to, int size) {
        this.ledger = ledger;
        this.from = from;
        this.to = to;
        this.size = size;
        files.put(
                "entries.jsonl",
                IntStream.range(from, to).mapToObj(ledger::line).collect(joining()));
        files.put("proof/checkpoint.txt", ledger.checkpoint(size));
        files.put("proof/key.pub", ledger.key());
        if (from > 0 || to < size) {
            files.put("proof/range.json", "{\"left\":" + cover(0, from) + ",\"right\":" + cover(to, size) + "}");
        }
    }

    /** The largest subtrees in order; from 0 these are the peaks. */
    private String cover(int begin, int end) {
        var hashes = new StringBuilder("[");
        for (var at = begin; at < end; ) {
            var width = Integer.highestOneBit(end - at);
            if (at > 0) {
                width = Math.min(width, Integer.lowestOneBit(at));
            }
            hashes.append(hashes.length() > 1 ? "," : "");
            hashes.append('"')
                    .append(TestingLedger.base64(ledger.root(at, at + width)))
                    .append('"');
            at += width;
        }
        return hashes.append(']').toString();
    }

    TestingPackage after(int previous) {
        files.put("proof/previous.txt", ledger.checkpoint(previous));
        var proof = previous == 0 ? List.<byte[]>of() : ledger.consistency(previous, 0, size, true);
        var hashes = proof.stream()
                .map(hash -> "\"" + TestingLedger.base64(hash) + "\"")
                .collect(joining(","));
        files.put("proof/consistency.json", "{\"hashes\":[" + hashes + "]}");
        return this;
    }

    /** Replaces the only occurrence in a file. */
    TestingPackage replace(String file, String old, String replacement) {
        files.computeIfPresent(file, (name, text) -> {
            if (text.indexOf(old) < 0 || text.indexOf(old) != text.lastIndexOf(old)) {
                throw new IllegalArgumentException(old + " is not exactly once in " + name);
            }
            return text.replace(old, replacement);
        });
        return this;
    }

    /** Writes the manifest that fits the files as they are now. */
    TestingPackage seal() {
        var facts = files.entrySet().stream()
                .map(file -> "\"" + file.getKey() + "\":{\"bytes\":"
                        + file.getValue().getBytes(UTF_8).length + ",\"lines\":"
                        + file.getValue().chars().filter(unit -> unit == '\n').count() + ",\"sha256\":\""
                        + HexFormat.of()
                                .formatHex(TestingLedger.sha256(file.getValue().getBytes(UTF_8))) + "\"}")
                .collect(joining(","));
        files.put(
                "manifest.json",
                "{\"checkpoint\":{\"origin\":\"" + TestingLedger.ORIGIN + "\",\"root\":\""
                        + TestingLedger.base64(ledger.root(0, size)) + "\",\"size\":" + size + "},\"files\":{" + facts
                        + "},\"query\":{\"from\":" + from + ",\"to\":" + to + "},\"schema\":\"mandate-export/1\"}");
        return this;
    }

    Path zip(Path folder) throws IOException {
        var path = Files.createTempFile(folder, "export", ".zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(path))) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(UTF_8));
            }
        }
        return path;
    }

    Path folder(Path parent) throws IOException {
        var path = Files.createTempDirectory(parent, "export");
        for (var file : files.entrySet()) {
            var target = path.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
        return path;
    }
}
