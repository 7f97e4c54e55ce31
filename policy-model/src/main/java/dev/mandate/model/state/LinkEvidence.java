package dev.mandate.model.state;

import java.util.Locale;

/** Why an account is believed to belong to a subject; the strongest evidence comes first. */
public enum LinkEvidence {
    /** A person confirmed it. */
    PERSON,
    /** Mandate made the account for this subject. */
    MADE,
    /** The account carries the immutable id of one that was linked before, under another name. */
    NATIVE_ID,
    /** The deployment's {@code link-by} attribute has the same value on both sides, and on no other account or subject. */
    ATTRIBUTE,
    /** The e-mail address is the same on both sides, and on no other account or subject. */
    MAIL,
    /** Only the name is the same, and the deployment says {@code trust-names}. */
    NAME;

    /** As stored and shown, e.g. {@code native-id}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
