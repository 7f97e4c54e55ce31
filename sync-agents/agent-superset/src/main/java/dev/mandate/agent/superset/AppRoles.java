package dev.mandate.agent.superset;

import dev.mandate.agent.api.Spelling;

/** How roles and groups, which may have the same names, are told apart as AppRoles. */
final class AppRoles {
    static final String GROUP = "group:";

    private AppRoles() {}

    /** A role's name; one that looks like a group's is escaped. */
    static String ofRole(String name) {
        String spelled = Spelling.spell(name);
        return spelled.startsWith(GROUP) ? Spelling.escape('g') + spelled.substring(1) : spelled;
    }

    static String ofGroup(String name) {
        return GROUP + Spelling.spell(name);
    }

    static boolean isGroup(String appRole) {
        return appRole.startsWith(GROUP);
    }

    /** The name in Superset. */
    static String product(String appRole) {
        return Spelling.unspell(isGroup(appRole) ? appRole.substring(GROUP.length()) : appRole);
    }

    /** Whether this is how the agent itself would write it. */
    static boolean canonical(String appRole) {
        String name = product(appRole);
        return appRole.equals(isGroup(appRole) ? ofGroup(name) : ofRole(name));
    }
}
