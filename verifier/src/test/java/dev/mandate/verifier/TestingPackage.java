package dev.mandate.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
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
    private String filter = "";

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
        files.put("systems.jsonl", """
                {"blind_spots":[],"deployment":"pos","last_read":"2026-11-21T11:59:00Z","result":"in_sync","stale":false}
                """);
        var gaps = gap(0, from) + gap(to, size);
        if (!gaps.isEmpty()) {
            files.put("proof/skipped.jsonl", gaps);
        }
    }

    /** Leaves out the entries of all other numbers, and says in the manifest that only some were asked for. */
    TestingPackage only(List<Integer> indexes) {
        var gaps = new StringBuilder();
        var at = 0;
        for (var index : indexes) {
            gaps.append(gap(at, index));
            at = index + 1;
        }
        files.put("entries.jsonl", indexes.stream().map(ledger::line).collect(joining()));
        files.put("proof/skipped.jsonl", gaps + gap(at, size));
        filter = "\"mentions\":{\"id\":\"s-1\",\"kind\":\"subject\"},";
        return this;
    }

    String gap(int begin, int end) {
        return begin == end ? "" : "{\"from\":" + begin + ",\"hashes\":" + cover(begin, end) + ",\"to\":" + end + "}\n";
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
                        + "},\"protection\":\"none\",\"query\":{\"from\":" + from + "," + filter + "\"to\":" + to
                        + "},\"schema\":\"mandate-export/1\"}");
        var digest = TestingLedger.base64(
                TestingLedger.sha256(files.getOrDefault("manifest.json", "").getBytes(UTF_8)));
        files.put("manifest.sig", ledger.signed("mandate-export/1\n" + digest + "\n"));
        return this;
    }

    Path zip(Path folder) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(UTF_8));
            }
            zip.setComment("sha256:" + "0".repeat(64));
        }
        var before = Arrays.copyOf(bytes.toByteArray(), bytes.size() - 71);
        var digest = "sha256:" + HexFormat.of().formatHex(TestingLedger.sha256(before));
        var path = Files.createTempFile(folder, "export", ".zip");
        Files.write(path, before);
        return Files.writeString(path, digest, StandardOpenOption.APPEND);
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
