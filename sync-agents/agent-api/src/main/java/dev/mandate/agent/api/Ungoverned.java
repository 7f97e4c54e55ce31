package dev.mandate.agent.api;

import java.util.List;
import java.util.Locale;

/** Finds ways into a deployment that no account, AppRole or grant of a read shows, or that nobody takes away. */
public interface Ungoverned {
    /** What sort of way in it is. */
    enum Kind {
        /** A token that somebody holds. */
        TOKEN,
        API_KEY,
        /** An account or role that is above all rules: made at installation, or a superuser. */
        BOOTSTRAP_ADMIN,
        /** Who has not signed in. */
        ANONYMOUS,
        /** Everybody who has signed in. */
        PUBLIC,
        /** A sign-in that proves nothing. */
        TRUST_LOGIN;

        /** As it is stored and shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One way in; never with a secret.
     *
     * @param who as the product names them
     * @param where what it opens, or the place of the setting
     * @param sentence what it means, in plain words
     * @param fix what ends it, or what to do where it has to stay
     */
    record Way(Kind kind, String who, String where, String sentence, String fix) {
        public Way {
            if (who.isBlank() || where.isBlank() || sentence.isBlank() || fix.isBlank()) {
                throw new IllegalArgumentException("who, where, sentence and fix are needed: " + kind + " " + who);
            }
        }
    }

    /**
     * What was found.
     *
     * @param unseen what could not be looked at, each with what would let the agent look; none found there means nothing
     */
    record Found(List<Way> ways, List<String> unseen) {
        public Found {
            ways = List.copyOf(ways);
            unseen = List.copyOf(unseen);
        }
    }

    /**
     * Looks everywhere the product lets it; changes nothing.
     *
     * @throws AgentException when the product could not be asked
     */
    Found find();
}
