package dev.mandate.service.cli;

import dev.mandate.service.settings.Settings;
import dev.mandate.service.settings.SettingsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The demo's folder: an operator's file, a policy, secrets and data, as a user would have them. */
final class DemoFolder {
    private static final String MARKER = ".mandate-demo";

    private final Path root;

    private DemoFolder(Path root) {
        this.root = root;
    }

    /** Only a folder that the demo made, or an empty one, is emptied. */
    static DemoFolder emptied(Path root) {
        try {
            if (Files.isDirectory(root) && !Files.exists(root.resolve(MARKER))) {
                try (var files = Files.list(root)) {
                    if (files.findAny().isPresent()) {
                        throw new CommandFailure(
                                ExitCode.FAILED,
                                "The folder " + root + " is not a demo's; name an empty one with --data.");
                    }
                }
            }
            if (ServerFile.in(root).isPresent()) {
                throw new CommandFailure(ExitCode.FAILED, "A demo runs in " + root + " already; end it first.");
            }
            if (Files.isDirectory(root)) {
                try (var files = Files.walk(root)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.createDirectories(root);
            Files.createFile(root.resolve(MARKER));
            return new DemoFolder(root);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot empty the demo's folder " + root, e);
        }
    }

    Path policy() {
        return root.resolve("policy");
    }

    Path targets() {
        return root.resolve("targets");
    }

    Path config() {
        return root.resolve("mandate.yaml");
    }

    Path token(String operator) {
        return TokenFile.of(root, operator);
    }

    Path export() {
        return root.resolve("history.zip");
    }

    /** Writes mandate.yaml and reads it back as any command does. */
    Settings settings(
            DemoPeople people, DemoTargets targets, Optional<DemoAirflow> airflow, String password, int port) {
        try {
            TokenFile.write(root.resolve("credentials").resolve("password"), password);
            Map<String, Integer> ports = new TreeMap<>();
            DemoTargets.NAMES.forEach(name -> ports.put(name, targets.port(name)));
            airflow.ifPresent(one -> ports.put(DemoAirflow.NAME, one.port()));
            String endpoints = ports.values().stream()
                    .map(one -> "\"127.0.0.1:" + one + "\"")
                    .collect(Collectors.joining(", "));
            Files.writeString(config(), """
                    data: .
                    listen: 127.0.0.1:%d
                    secrets:
                      demo: {file: credentials/password, deployments: [%s], to: [%s]}
                    sources:
                    %s""".formatted(
                            port, String.join(", ", ports.keySet()), endpoints, people.yaml("credentials/password")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SettingsFile.read(config(), Map.of())
                .settings()
                .orElseThrow(() -> new IllegalStateException("the demo's mandate.yaml is faulty"));
    }
}
