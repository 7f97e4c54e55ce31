package dev.mandate.service.reconcile;

import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.model.access.DeploymentId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the agent of a deployment told beside accounts and grants.
 *
 * @param ways ways in that nobody governs
 * @param signIn settings that change grants when somebody signs in
 */
public record DeploymentFacts(DeploymentId deployment, Answer<WayIn> ways, Answer<Setting> signIn) {
    /** What became of the question when it was last asked. */
    public enum Standing {
        NEVER_ASKED,
        /** The agent, or the product, has no answer to it; the agent's docs page says why. */
        NOT_OFFERED,
        /** It was not answered; what is listed is what was told before. */
        FAILED,
        TOLD;

        /** As it is stored and shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Standing ofWord(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /**
     * One question and its answer.
     *
     * @param told when it was last answered; empty: never
     * @param code why it was not answered when it was last asked
     * @param unseen what could not be looked at, and what would let the agent look
     */
    public record Answer<T>(
            Standing standing, Optional<Instant> told, Optional<String> code, List<T> found, List<String> unseen) {
        public Answer {
            found = List.copyOf(found);
            unseen = List.copyOf(unseen);
        }

        static <T> Answer<T> never() {
            return new Answer<>(Standing.NEVER_ASKED, Optional.empty(), Optional.empty(), List.of(), List.of());
        }
    }

    /**
     * A way in.
     *
     * @param since when it was first told; it may be older
     */
    public record WayIn(Ungoverned.Way way, Instant since) {}

    /**
     * A setting that is in force.
     *
     * @param since when it was first told; it may be older
     */
    public record Setting(LoginSync.Fact fact, Instant since) {}
}
