package dev.mandate.agent.api;

import dev.mandate.model.access.Facet;
import java.util.List;
import java.util.Set;

/** Tells which settings of the product change accounts or grants when somebody signs in, whatever Mandate wrote. */
public interface LoginSync {
    /**
     * A setting that is in force.
     *
     * @param setting as the product names it
     * @param value as the product has it; never a secret
     * @param changes the facets that a sign-in changes by it
     * @param sentence what happens at a sign-in, in plain words
     * @param fix the setting that ends it
     */
    record Fact(String setting, String value, Set<Facet> changes, String sentence, String fix) {
        public Fact {
            changes = Set.copyOf(changes);
            if (setting.isBlank() || sentence.isBlank() || fix.isBlank() || changes.isEmpty()) {
                throw new IllegalArgumentException("setting, what it changes, sentence and fix are needed: " + setting);
            }
        }
    }

    /**
     * What is in force.
     *
     * @param unseen settings that the product does not show, each with where to look; they may be in force
     */
    record Facts(List<Fact> inForce, List<String> unseen) {
        public Facts {
            inForce = List.copyOf(inForce);
            unseen = List.copyOf(unseen);
        }
    }

    /**
     * What is set now; changes nothing.
     *
     * @throws AgentException when the product could not be asked
     */
    Facts facts();
}
