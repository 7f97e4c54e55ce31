package dev.mandate.service.fleet;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentClock;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Secret;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Deployment;
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
public final class Agents {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{secret:([a-z0-9-]+)}");

    private final Map<ApplicationName, AgentType> types = new TreeMap<>();
    private final SecretSource secrets;
    private final AgentClock clock;

    public Agents(Iterable<AgentType> types, SecretSource secrets, AgentClock clock) {
        types.forEach(type -> this.types.put(type.application(), type));
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * With every agent type on the class path.
     *
     * @param ofTheService opened by the service itself, instead of those of the class path for the same applications
     */
    static Agents installed(List<AgentType> ofTheService, SecretSource secrets, AgentClock clock) {
        var types = new ArrayList<AgentType>();
        ServiceLoader.load(AgentType.class).forEach(types::add);
        types.addAll(ofTheService);
        return new Agents(types, secrets, clock);
    }

    /**
     * Connects to a deployment.
     *
     * @throws AgentException when it cannot be reached, is not what was expected, or may not be given its secret
     */
    public Agent open(Deployment deployment) {
        AgentType type = type(deployment.application());
        Map<String, String> fields = fields(type, deployment);
        Map<String, Secret> revealed = new HashMap<>();
        for (ConnectSchema.Field field : type.connect().fields()) {
            String value = deployment.connect().get(field.name());
            if (value != null && field.type() == ConnectSchema.Type.SECRET) {
                revealed.put(field.name(), reveal(deployment, field.name(), value, endpoint(fields)));
            }
        }
        return type.open(new Connection(deployment.id(), fields, revealed, clock, secrets.reach()));
    }

    private static Map<String, String> fields(AgentType type, Deployment deployment) {
        Map<String, String> fields = new HashMap<>();
        for (ConnectSchema.Field field : type.connect().fields()) {
            String value = deployment.connect().getOrDefault(field.name(), field.fallback());
            if (value != null && field.type() != ConnectSchema.Type.SECRET) {
                fields.put(field.name(), value);
            }
        }
        return fields;
    }

    /** Where a deployment is reached, {@code host:port}. */
    String endpoint(Deployment deployment) {
        return endpoint(fields(type(deployment.application()), deployment));
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

    private Secret reveal(Deployment deployment, String field, String value, String endpoint) {
        Matcher reference = REFERENCE.matcher(value);
        if (!reference.matches()) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT,
                    deployment.id() + ": connect." + field + " must be written ${secret:NAME}; its value is not shown");
        }
        try {
            return secrets.reveal(reference.group(1), deployment.id(), endpoint);
        } catch (IllegalArgumentException refused) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT,
                    deployment.id() + ": connect." + field + ": " + refused.getMessage(),
                    refused);
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
