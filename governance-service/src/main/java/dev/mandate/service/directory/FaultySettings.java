package dev.mandate.service.directory;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Settings of a source that cannot work; everything that is wrong with them at once, by key. Holds no secret. */
public final class FaultySettings extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> faults;

    FaultySettings(Map<String, String> faults) {
        super(faults.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(fault -> fault.getKey() + ": " + fault.getValue())
                .collect(Collectors.joining("; ")));
        this.faults = Collections.unmodifiableMap(new TreeMap<>(faults));
    }

    /** What is wrong and what to do about it, by the key as the operator's file spells it, e.g. {@code people.id}. */
    public Map<String, String> faults() {
        return faults;
    }
}
