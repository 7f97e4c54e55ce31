package dev.mandate.agent.api;

import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens the agents of this process; the only place where a secret meets the connect block that names it. */
public final class InstalledAgents {
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
            if (value != null && field.type() == ConnectSchema.Type.SECRET) {
                revealed.put(field.name(), reveal(deployment, field.name(), value, endpoint(fields)));
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

    /** Where a deployment is reached, {@code host:port}. */
    public String endpoint(Deployment deployment) {
        return endpoint(fields(type(deployment.application()), deployment.connect()));
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

    private Secret reveal(DeploymentId deployment, String field, String value, String endpoint) {
        Matcher reference = REFERENCE.matcher(value);
        if (!reference.matches()) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT,
                    deployment + ": connect." + field + " must be written ${secret:NAME}; its value is not shown");
        }
        try {
            return secrets.reveal(reference.group(1), deployment, endpoint);
        } catch (IllegalArgumentException refused) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT, deployment + ": connect." + field + ": " + refused.getMessage(), refused);
        }
    }

    private static String endpoint(Map<String, String> fields) {
        String url = fields.get("url");
        if (url != null) {
            URI uri = URI.create(url);
            return uri.getHost() + ":" + port(uri);
        }
        return fields.getOrDefault("host", "") + ":" + fields.getOrDefault("port", "");
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }
}
