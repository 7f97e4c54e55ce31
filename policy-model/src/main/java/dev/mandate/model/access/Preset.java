package dev.mandate.model.access;

import static dev.mandate.model.access.Permission.*;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The offices in Mandate itself: what the deployment {@code mandate} can give, each over the deployments of a selector.
 * None of them both writes what is to be and says yes to it.
 */
public enum Preset {
    VIEWER(
            Risk.STANDARD,
            "sees who has what, and the policy",
            EnumSet.of(SELF_READ, ACCESS_READ, DEPLOYMENTS_READ, DRIFT_READ, HOLDS_READ, POLICY_READ, SOURCES_READ)),
    REVIEWER(Risk.STANDARD, "reviews access against what is really there", VIEWER, EnumSet.of(PLANS_MAKE)),
    APPROVER(
            Risk.ELEVATED,
            "says yes to what others asked for",
            REVIEWER,
            EnumSet.of(POLICY_PREVIEW, POLICY_APPROVE, CHANGES_APPROVE)),
    ROLE_ADMIN(
            Risk.ELEVATED,
            "writes roles, mappings and the rest of the policy",
            REVIEWER,
            EnumSet.of(POLICY_PREVIEW, POLICY_PUBLISH)),
    OPERATOR(
            Risk.ELEVATED,
            "runs deployments and sources",
            REVIEWER,
            EnumSet.of(PLANS_APPLY, DRIFT_LOOK, DEPLOYMENTS_RESTORE, SOURCES_CHECK, METRICS_READ)),
    AUDITOR(Risk.ELEVATED, "takes the evidence away", VIEWER, EnumSet.of(OPERATORS_READ, HISTORY_EXPORT)),
    SECURITY_LEAD(
            Risk.ELEVATED,
            "takes access away and decides what is not as it should be",
            REVIEWER,
            EnumSet.of(
                    HOLDS_SET,
                    SESSIONS_END,
                    HOLDS_LIFT,
                    DRIFT_LOOK,
                    DRIFT_DECIDE,
                    CHANGES_APPROVE,
                    POLICY_PREVIEW,
                    POLICY_APPROVE,
                    SOURCES_CHECK,
                    SOURCES_RELEASE,
                    PEOPLE_LINK,
                    OPERATORS_READ,
                    HISTORY_EXPORT,
                    PERSONAL_EXPORT)),
    /** The only critical one: the last who holds it does not lose it without a yes. */
    PLATFORM_ADMIN(
            Risk.CRITICAL,
            "runs Mandate: deployments, their identities and accounts, sources",
            OPERATOR,
            EnumSet.of(
                    POLICY_PREVIEW, POLICY_PUBLISH, DEPLOYMENTS_CONFIRM, ACCOUNTS_LINK, OPERATORS_READ, SESSIONS_END));

    private final Risk risk;
    private final String sentence;

    @SuppressWarnings("ImmutableEnumChecker") // a set that nobody can change, and that holds enums
    private final Set<Permission> permissions;

    Preset(Risk risk, String sentence, Set<Permission> permissions) {
        this.risk = risk;
        this.sentence = sentence;
        this.permissions = Collections.unmodifiableSet(permissions);
    }

    Preset(Risk risk, String sentence, Preset base, EnumSet<Permission> more) {
        more.addAll(base.permissions);
        this(risk, sentence, more);
    }

    public Set<Permission> permissions() {
        return permissions;
    }

    public Risk risk() {
        return risk;
    }

    /** What the holder does, to follow the person's name. */
    public String sentence() {
        return sentence;
    }

    /** As policy spells it, e.g. {@code role-admin}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Preset> ofWord(String word) {
        return Stream.of(values()).filter(preset -> preset.word().equals(word)).findFirst();
    }

    /** This office over some deployments. */
    public Remit over(Selector where) {
        return new Remit(permissions, where);
    }
}
