package dev.mandate.service.directory;

import dev.mandate.model.subject.LinkRule;
import dev.mandate.model.subject.SourceId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sources that the operator's file names.
 *
 * @param links whose people are the same
 */
public record Sources(Map<SourceId, Source> byId, List<LinkRule> links) {
    public Sources {
        byId = Collections.unmodifiableMap(new TreeMap<>(byId));
        links = List.copyOf(links);
    }

    public Sources linking(List<LinkRule> rules) {
        return new Sources(byId, rules);
    }

    public static Sources of(Collection<? extends Source> sources) {
        Map<SourceId, Source> byId = new TreeMap<>();
        sources.forEach(source -> byId.put(source.id(), source));
        return new Sources(byId, List.of());
    }
}
