package dev.mandate.agent.runtime;

import dev.mandate.agent.api.Network;
import dev.mandate.agent.api.Reach;
import dev.mandate.agent.api.YamlFaults;
import dev.mandate.agent.api.YamlMapping;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The operator's file of an agent. What it says limits what the service can have done here: a service that was taken
 * over gets no secret out, and changes nothing that {@code never} names.
 *
 * @param server where the service is reached; https but on this host
 * @param ca certificates that are trusted instead of those of the Java runtime
 * @param data keys, journal and what was last read
 * @param secrets by the name that policy uses
 * @param never entitlements that no order changes
 * @param reach where targets may be
 * @param listen for health and metrics
 */
record RuntimeSettings(
        URI server,
        Optional<Path> ca,
        Path data,
        Map<String, SecretPlace> secrets,
        List<Entitlement> never,
        Reach reach,
        Optional<InetSocketAddress> listen) {
    /** Where a secret is, and what for it is given out. */
    record SecretPlace(Path file, Set<DeploymentId> deployments, Set<String> to) {
        SecretPlace {
            deployments = Set.copyOf(deployments);
            to = Set.copyOf(to);
        }
    }

    RuntimeSettings {
        secrets = Map.copyOf(secrets);
        never = List.copyOf(never);
    }

    /** @throws IllegalArgumentException with everything that is wrong in it, a line each */
    static RuntimeSettings read(Path file) {
        String yaml;
        try {
            yaml = Files.readString(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "cannot read " + file + ": write one, or name it with --config", unreadable);
        }
        var faults = new YamlFaults(file.getFileName().toString());
        var top = new YamlMapping(YamlMapping.root(file.getFileName().toString(), yaml, faults), faults)
                .only("server", "ca", "data", "secrets", "never", "networks", "listen");
        Path folder = file.toAbsolutePath().getParent();
        Function<String, Path> path = text -> folder == null ? Path.of(text) : folder.resolve(text);
        var settings = new RuntimeSettings(
                top.require("server", URI.create("https://nowhere.invalid"), RuntimeSettings::server),
                top.<Optional<Path>>read("ca", Optional.empty(), text -> Optional.of(path.apply(text))),
                top.read("data", path.apply("agent-data"), path),
                secrets(top, faults, path),
                texts(top, "never", EntitlementText::parse),
                new Reach(texts(top, "networks", Network::of)),
                top.<Optional<InetSocketAddress>>read("listen", Optional.empty(), text -> Optional.of(address(text))));
        faults.throwIfPresent();
        return settings;
    }

    private static Map<String, SecretPlace> secrets(YamlMapping top, YamlFaults faults, Function<String, Path> path) {
        Optional<Node> found = top.value("secrets");
        if (found.isEmpty()) {
            return Map.of();
        }
        var names = new YamlMapping(found.get(), faults);
        Map<String, SecretPlace> secrets = new HashMap<>();
        for (String name : names.keys()) {
            var fields = new YamlMapping(names.value(name).orElseThrow(), faults).only("file", "deployments", "to");
            secrets.put(
                    name,
                    new SecretPlace(
                            fields.require("file", Path.of(""), path),
                            new HashSet<>(texts(fields, "deployments", DeploymentId::of)),
                            new HashSet<>(texts(fields, "to", Function.identity()))));
        }
        return secrets;
    }

    private static <T> List<T> texts(YamlMapping fields, String key, Function<String, T> reader) {
        List<T> all = new ArrayList<>();
        for (Node item : fields.list(key)) {
            fields.<Optional<T>>typed(item, Optional.empty(), text -> Optional.of(reader.apply(text)))
                    .ifPresent(all::add);
        }
        return all;
    }

    private static URI server(String text) {
        URI uri = URI.create(text.replaceFirst("/+$", ""));
        String host = uri.getHost();
        if (host == null || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("server is a URL such as https://mandate.example.org");
        }
        if ("http".equals(uri.getScheme()) && !host.matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]")) {
            throw new IllegalArgumentException("another host is reached with TLS alone: write https://" + host);
        }
        return uri;
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("listen is an address and a port such as 127.0.0.1:9464");
        }
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
}
