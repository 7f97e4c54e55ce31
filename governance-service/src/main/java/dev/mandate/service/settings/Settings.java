package dev.mandate.service.settings;

import dev.mandate.agent.api.Reach;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.subject.LinkRule;
import dev.mandate.service.directory.Source;
import dev.mandate.service.directory.Sources;
import dev.mandate.service.platform.DatabaseSettings;
import dev.mandate.service.signin.SignInSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code mandate.yaml} says.
 *
 * @param file where it was read from
 * @param data folder of the embedded PostgreSQL, keys, journals and operators' tokens
 * @param database a PostgreSQL of the operator's own; empty: the embedded one
 * @param listen where {@code serve} answers
 * @param signIn who signs in to Mandate itself, and how
 * @param policy the folder that manages the policy; empty: {@code policy publish} does
 * @param people how many people can decide; 1: there is no second one
 * @param confirmAfter how long the only person waits before confirming what needs a second one
 * @param every how often everything is reconciled in full
 * @param checkpoints folders elsewhere to which checkpoints are published
 * @param reach where agents may connect to, whatever policy says
 * @param secrets what policy calls {@code ${secret:NAME}}, by name
 * @param links whose people are the same
 */
public record Settings(
        Path file,
        Path data,
        Optional<DatabaseSettings> database,
        InetSocketAddress listen,
        SignInSettings signIn,
        Optional<Path> policy,
        int people,
        Duration confirmAfter,
        Duration every,
        List<Path> checkpoints,
        Map<String, SecretPlace> secrets,
        Reach reach,
        List<Source> sources,
        List<LinkRule> links) {
    public Settings {
        checkpoints = List.copyOf(checkpoints);
        secrets = Map.copyOf(secrets);
        sources = List.copyOf(sources);
        links = List.copyOf(links);
    }

    /** The sources, with whose people are the same. */
    public Sources linked() {
        return Sources.of(sources).linking(links);
    }

    /**
     * Where a secret is, and where it may go.
     *
     * @param to {@code host:port}
     */
    public record SecretPlace(Reference where, Set<DeploymentId> deployments, Set<String> to) {
        public SecretPlace {
            deployments = Set.copyOf(deployments);
            to = Set.copyOf(to);
        }
    }
}
