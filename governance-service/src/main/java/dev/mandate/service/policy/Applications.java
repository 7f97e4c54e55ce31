package dev.mandate.service.policy;

import dev.mandate.agent.api.AgentType;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The applications whose agents are installed, by name; vocabularies are loaded when first asked for. */
public final class Applications {
    private final Map<ApplicationName, AgentType> types = new TreeMap<>();
    private final Map<ApplicationName, Map<Release, Vocabulary>> vocabularies = new HashMap<>();

    private Applications(Iterable<AgentType> types) {
        types.forEach(type -> this.types.put(type.application(), type));
    }

    public static Applications installed() {
        return new Applications(ServiceLoader.load(AgentType.class));
    }

    public static Applications of(AgentType... types) {
        return new Applications(List.of(types));
    }

    public List<String> names() {
        return types.keySet().stream().map(ApplicationName::value).toList();
    }

    public Optional<AgentType> type(ApplicationName application) {
        return Optional.ofNullable(types.get(application));
    }

    /** The vocabulary of the given release, or of the newest one if that is null; empty without an agent. */
    public synchronized Optional<Vocabulary> vocabulary(ApplicationName application, @Nullable Release release) {
        return type(application)
                .map(AgentType::vocabularies)
                .filter(known -> !known.releases().isEmpty())
                .map(known -> {
                    Release wanted = release == null ? known.releases().getLast() : release;
                    return vocabularies
                            .computeIfAbsent(application, a -> new HashMap<>())
                            .computeIfAbsent(wanted, known::vocabulary);
                });
    }
}
