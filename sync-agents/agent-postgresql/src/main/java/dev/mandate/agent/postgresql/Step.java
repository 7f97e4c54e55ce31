package dev.mandate.agent.postgresql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of SQL. Steps that differ only in {@code item} are written as one statement with a list of items.
 *
 * @param as the role to do it as; null for the agent's own
 * @param item what stands between head and tail; null where the statement takes no list
 */
record Step(
        Phase phase,
        @Nullable String as,
        String head,
        @Nullable String item,
        String tail) {
    /** In which order steps of one transaction go; nobody outside sees anything in between. */
    enum Phase {
        CREATE,
        REVOKE,
        GRANT,
        STATUS,
        DROP
    }

    private static final int MOST_ITEMS = 500;

    static Step alone(Phase phase, String sql) {
        return new Step(phase, null, sql, null, "");
    }

    Step as(@Nullable String role) {
        return new Step(phase, role, head, item, tail);
    }

    /** The statements for all of {@code steps}, each complete with its semicolon, in a settled order. */
    static List<String> statements(Collection<Step> steps) {
        var statements = new ArrayList<String>();
        for (Phase phase : Phase.values()) {
            // In the order in which they come, the agent's own first; each change of role costs the server a search.
            var roles = new LinkedHashMap<String, List<Step>>();
            roles.put("", new ArrayList<>());
            for (Step step : steps) {
                if (step.phase() == phase) {
                    roles.computeIfAbsent(step.as() == null ? "" : step.as(), role -> new ArrayList<>())
                            .add(step);
                }
            }
            roles.forEach((role, some) -> {
                if (!role.isEmpty()) {
                    statements.add("SET LOCAL ROLE " + SqlNames.quote(role) + ";\n");
                }
                lists(some, statements);
                if (!role.isEmpty()) {
                    statements.add("SET LOCAL ROLE NONE;\n");
                }
            });
        }
        return statements;
    }

    private static void lists(List<Step> steps, List<String> statements) {
        var lists = new LinkedHashMap<Step, List<String>>();
        for (Step step : steps) {
            var items = lists.computeIfAbsent(step.withoutItem(), frame -> new ArrayList<>());
            if (step.item() != null) {
                items.add(step.item());
            }
        }
        lists.forEach((frame, items) -> {
            if (items.isEmpty()) {
                statements.add(frame.head() + frame.tail() + ";\n");
            }
            for (int at = 0; at < items.size(); at += MOST_ITEMS) {
                List<String> some = items.subList(at, Math.min(items.size(), at + MOST_ITEMS));
                statements.add(frame.head() + String.join(", ", some) + frame.tail() + ";\n");
            }
        });
    }

    private Step withoutItem() {
        return new Step(phase, as, head, null, tail);
    }
}
