package dev.mandate.agent.api;

import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Opens the agents of this process; the only place where a secret meets the connect block that names it. */
public final class InstalledAgents {
    private static final long LARGEST_FILE = 4L << 20;
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{secret:([a-z0-9-]+)}");

    private final Map<ApplicationName, AgentType> types = new TreeMap<>();
    private final SecretSource secrets;
    private final AgentClock clock;

    public InstalledAgents(Iterable<AgentType> types, SecretSource secrets, AgentClock clock) {
        types.forEach(type -> this.types.put(type.application(), type));
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * With every agent type on the class path.
     *
     * @param ofTheHost opened by the process itself, instead of those of the class path for the same applications
     */
    public static InstalledAgents installed(List<AgentType> ofTheHost, SecretSource secrets, AgentClock clock) {
        var types = new ArrayList<AgentType>();
        ServiceLoader.load(AgentType.class).forEach(types::add);
        types.addAll(ofTheHost);
        return new InstalledAgents(types, secrets, clock);
    }

    /**
     * Connects to a deployment.
     *
     * @throws AgentException when it cannot be reached, is not what was expected, or may not be given its secret
     */
    public Agent open(Deployment deployment) {
        return open(deployment.id(), deployment.application(), deployment.connect());
    }

    /**
     * Connects to a deployment of which only these are known.
     *
     * @param connect as policy writes it
     * @throws AgentException as {@link #open(Deployment)} does
     */
    public Agent open(DeploymentId deployment, ApplicationName application, Map<String, String> connect) {
        AgentType type = type(application);
        Map<String, String> fields = fields(type, connect);
        Map<String, Secret> revealed = new HashMap<>();
        for (ConnectSchema.Field field : type.connect().fields()) {
            String value = connect.get(field.name());
            if (value != null && field.type() == ConnectSchema.Type.FILE) {
                requireFile(deployment, field.name(), value);
            }
            if (value != null && field.type() == ConnectSchema.Type.SECRET) {
                revealed.put(field.name(), reveal(deployment, field.name(), value, endpoints(type, fields)));
            }
        }
        return type.open(new Connection(deployment, fields, revealed, clock, secrets.reach()));
    }

    private static Map<String, String> fields(AgentType type, Map<String, String> connect) {
        Map<String, String> fields = new HashMap<>();
        for (ConnectSchema.Field field : type.connect().fields()) {
            String value = connect.getOrDefault(field.name(), field.fallback());
            if (value != null && field.type() != ConnectSchema.Type.SECRET) {
                fields.put(field.name(), value);
            }
        }
        return fields;
    }

    /** Where a deployment is reached: every {@code host:port} that is said, separated by commas. */
    public String endpoint(Deployment deployment) {
        AgentType type = type(deployment.application());
        return String.join(",", endpoints(type, fields(type, deployment.connect())));
    }

    /** What the given release of an application can grant. */
    public Vocabulary vocabulary(ApplicationName application, Release release) {
        return type(application).vocabularies().vocabulary(release);
    }

    /** The releases that the agent of an application is tested with, oldest first; empty where there is no agent. */
    public Optional<List<Release>> releases(ApplicationName application) {
        return Optional.ofNullable(types.get(application))
                .map(type -> type.vocabularies().releases());
    }

    private AgentType type(ApplicationName application) {
        AgentType type = types.get(application);
        if (type == null) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT,
                    "no agent for " + application + " is installed; there are " + types.keySet());
        }
        return type;
    }

    /** A driver reads all that there is, and a device never ends. */
    private static void requireFile(DeploymentId deployment, String field, String value) {
        try {
            BasicFileAttributes file = Files.readAttributes(Path.of(value), BasicFileAttributes.class);
            if (file.isRegularFile() && file.size() <= LARGEST_FILE) {
                return;
            }
        } catch (IOException | InvalidPathException unreadable) {
            // As for what is no file: what is there is not for whoever writes policy to find out.
        }
        throw new AgentException(
                ErrorCode.BAD_CONNECT,
                deployment + ": connect." + field + " is not a readable file of at most " + (LARGEST_FILE >> 20)
                        + " MiB on the host of the agent");
    }

    private Secret reveal(DeploymentId deployment, String field, String value, SequencedSet<String> endpoints) {
        Matcher reference = REFERENCE.matcher(value);
        if (!reference.matches()) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT,
                    deployment + ": connect." + field + " must be written ${secret:NAME}; its value is not shown");
        }
        try {
            return secrets.reveal(reference.group(1), deployment, endpoints);
        } catch (IllegalArgumentException refused) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT, deployment + ": connect." + field + ": " + refused.getMessage(), refused);
        }
    }

    private static SequencedSet<String> endpoints(AgentType type, Map<String, String> fields) {
        var endpoints = new LinkedHashSet<String>();
        String port = ":" + fields.getOrDefault("port", "");
        for (ConnectSchema.Field field : type.connect().fields()) {
            String value = fields.getOrDefault(field.name(), "");
            if (value.isEmpty()) {
                continue;
            }
            switch (field.type()) {
                case URL -> {
                    URI uri = uri(field.name(), value);
                    endpoints.add(uri.getHost() + ":" + port(uri));
                }
                case HOST -> endpoints.add(value + port);
                case HOSTS ->
                    Stream.of(value.split(",", -1))
                            .map(String::strip)
                            .sorted()
                            .forEach(host -> endpoints.add(host + port));
                case TEXT, PORT, TLS, FILE, BOOLEAN, LIST, SECRET -> {}
            }
        }
        // What is nowhere but here is so for good.
        return endpoints.isEmpty() ? new LinkedHashSet<>(Set.of(port)) : endpoints;
    }

    private static URI uri(String field, String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException malformed) {
            // Neither it nor its text goes on: it may hold anything.
            throw new AgentException(ErrorCode.BAD_CONNECT, "connect." + field + " is no URL");
        }
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }
}
