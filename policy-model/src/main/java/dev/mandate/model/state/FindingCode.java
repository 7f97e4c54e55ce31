package dev.mandate.model.state;

import java.util.Locale;

/** Every reason for a {@link Finding}; the wire form is {@link #code()} and never changes. */
public enum FindingCode {
    MASS_REMOVAL,
    MASS_GAIN,
    FIRST_CRITICAL,
    GRANT_TO_ANYONE,
    LAST_ADMINISTRATOR,
    OFFICE_UNCONFIRMED,
    OWN_CREDENTIAL,
    PROTECTED,
    PRIVILEGED_GROUP,
    SOURCE_SHRUNK,
    SOURCE_GROWN,
    SOURCE_STALE,
    SOURCE_INCOMPLETE,
    SERVER_DOWN,
    FOREIGN_MEMBER,
    PIN_CHANGED,
    DIVERGED,
    UNKNOWN_VOCABULARY,
    OUTSIDE_WINDOW,
    PREFLIGHT,
    FIRST_RUN_REMOVAL,
    LOOSENED_POLICY,
    ATTRIBUTE_MISSING,
    ACCOUNT_NAME_TAKEN,
    ACCOUNT_NAME_TOMBSTONED,
    ACCOUNT_UNLINKED,
    SECOND_ACCOUNT,
    ACCOUNT_NOT_CREATED,
    GROUP_REPLACED,
    GROUP_GONE,
    SUBJECT_GONE,
    OWNER_MISSING,
    KIND_CHANGED,
    CONFLICTING_GRANTS,
    CONSTRAINT_VIOLATED,
    OBSERVE_ONLY,
    OUTSIDE_SCOPE,
    UNVERIFIED,
    FLAPPING,
    SLOWER_THAN_BASELINE,
    BLIND_SPOT,
    READ_WHOLE,
    RESTORED,
    SESSIONS_ENDED,
    SESSIONS_OPEN;

    /** The stable code, e.g. {@code mass-removal}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
