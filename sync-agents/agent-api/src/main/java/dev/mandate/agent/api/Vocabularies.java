package dev.mandate.agent.api;

import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import java.util.List;

/** What the releases of one application can grant. */
public interface Vocabularies {
    ApplicationName application();

    /** The releases that were tested, oldest first. */
    List<Release> releases();

    /** What a release can grant; one that is not listed gets what is known of its time. */
    Vocabulary vocabulary(Release release);

    /** The same for every release. */
    static Vocabularies of(Vocabulary only) {
        return new Vocabularies() {
            @Override
            public ApplicationName application() {
                return only.application();
            }

            @Override
            public List<Release> releases() {
                return List.of(only.release());
            }

            @Override
            public Vocabulary vocabulary(Release release) {
                return only;
            }
        };
    }
}
