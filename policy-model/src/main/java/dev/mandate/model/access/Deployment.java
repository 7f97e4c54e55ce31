package dev.mandate.model.access;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The definition of one deployment, as policy writes it.
 *
 * @param release the release to check against offline; null takes the newest vocabulary
 * @param connect where and how the agent connects; a secret appears only as {@code ${secret:NAME}}
 * @param agent {@code local}, or the name of an enrolled remote agent
 * @param linkBy attribute whose equal value on both sides links a found account to a subject; null means none
 * @param trustNames whether an equal account name alone links
 */
public record Deployment(
        DeploymentId id,
        ApplicationName application,
        @Nullable Release release,
        SortedMap<String, String> labels,
        SortedMap<String, String> connect,
        String agent,
        Modes modes,
        AccountPattern accountName,
        SignIn signIn,
        @Nullable String linkBy,
        boolean trustNames) {
    public static final String LOCAL_AGENT = "local";

    public Deployment {
        labels = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        connect = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(connect));
    }

    public Optional<Release> knownRelease() {
        return Optional.ofNullable(release);
    }
}
