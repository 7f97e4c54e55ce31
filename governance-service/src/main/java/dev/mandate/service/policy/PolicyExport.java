package dev.mandate.service.policy;

import dev.mandate.model.access.Policy;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.service.yaml.Shown;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes a policy as a folder that reads back to the same hash. Comments are not kept. */
public final class PolicyExport {
    private static final List<List<String>> FILES = List.of(
            List.of("deployments.yaml", "deployments"),
            List.of("app-roles.yaml", "app-roles"),
            List.of("roles.yaml", "roles"),
            List.of("access.yaml", "mappings", "assignments"),
            List.of("rules.yaml", "constraints", "guards", "time-zone"));

    /** They come from a service, which has no say over other folders. */
    private static final Pattern NAME = Pattern.compile("[a-z-]+\\.yaml");

    private PolicyExport() {}

    /** The files of the folder by name; an empty policy has one that only says its time zone. */
    public static SortedMap<String, String> files(Policy policy) {
        Members all = PolicyJson.brief(policy);
        var files = new TreeMap<String, String>();
        for (List<String> file : FILES) {
            var part = new TreeMap<>(all.byName());
            part.keySet().retainAll(file);
            if (!part.isEmpty()) {
                files.put(file.getFirst(), YamlWriter.write(JsonValue.object(part), PolicyFormat.POLICY));
            }
        }
        return files.isEmpty() ? new TreeMap<>(Map.of("rules.yaml", "time-zone: UTC\n")) : files;
    }

    /** As {@link #write(Map, Path)}, of this policy. */
    static List<Path> write(Policy policy, Path folder) throws IOException {
        return write(files(policy), folder);
    }

    /**
     * Writes the files into a folder, which is made if it does not exist.
     *
     * @return what was written
     * @throws DirectoryNotEmptyException where the folder holds anything: a file left over would become policy
     */
    public static List<Path> write(Map<String, String> files, Path folder) throws IOException {
        Optional<String> strange = files.keySet().stream()
                .filter(name -> !NAME.matcher(name).matches())
                .findFirst();
        if (strange.isPresent()) {
            throw new IOException("a file of an exported policy is not named " + Shown.quote(strange.get()));
        }
        Files.createDirectories(folder);
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.anyMatch(entry -> !String.valueOf(entry.getFileName()).startsWith("."))) {
                throw new DirectoryNotEmptyException(folder.toString());
            }
        }
        var written = new ArrayList<Path>();
        for (var file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.writeString(path, file.getValue(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            written.add(path);
        }
        return written;
    }
}
