package dev.mandate.service.directory;

import dev.mandate.model.state.Finding;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A push would take away or give too much; nothing of it is taken over until somebody releases exactly this. */
public final class PushRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String about;
    private final String hash;
    private final transient List<Finding> findings;
    private final transient Set<UUID> gains;

    PushRefused(String about, String hash, List<Finding> findings, Set<UUID> gains) {
        super(findings.stream().map(Finding::message).collect(Collectors.joining("; ")));
        this.about = about;
        this.hash = hash;
        this.findings = List.copyOf(findings);
        this.gains = Set.copyOf(gains);
    }

    /** The id of the group or user that it is about. */
    String about() {
        return about;
    }

    Set<UUID> gains() {
        return gains;
    }

    /** Names exactly this difference, for {@code mandate source release}. */
    public String hash() {
        return hash;
    }

    public List<Finding> findings() {
        return findings;
    }
}
