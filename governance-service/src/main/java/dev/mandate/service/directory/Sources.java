package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The sources that the operator's file names. */
public record Sources(Map<SourceId, Source> byId) {
    public Sources {
        byId = Collections.unmodifiableMap(new TreeMap<>(byId));
    }

    public static Sources of(Collection<? extends Source> sources) {
        Map<SourceId, Source> byId = new TreeMap<>();
        sources.forEach(source -> byId.put(source.id(), source));
        return new Sources(byId);
    }
}
