package dev.mandate.agent.postgresql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of SQL. Steps that differ only in {@code item} are written as one statement with a list of items.
 *
 * @param item what stands between head and tail; null where the statement takes no list
 */
record Step(Phase phase, String head, @Nullable String item, String tail) {
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
        return new Step(phase, sql, null, "");
    }

    /** The statements for all of {@code steps}, each complete with its semicolon, in a settled order. */
    static List<String> statements(Collection<Step> steps) {
        var statements = new ArrayList<String>();
        for (Phase phase : Phase.values()) {
            var lists = new LinkedHashMap<Step, List<String>>();
            for (Step step : steps) {
                if (step.phase() != phase) {
                    continue;
                }
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
        return statements;
    }

    private Step withoutItem() {
        return new Step(phase, head, null, tail);
    }
}
