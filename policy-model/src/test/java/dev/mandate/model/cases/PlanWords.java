package dev.mandate.model.cases;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.GuardedPlan;
import dev.mandate.model.plan.PlannedChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One line per planned change: lane, batch, what, why, and by which guard it waits; from a case and from a plan. */
final class PlanWords {
    private static final Set<String> VERBS = Set.of("create", "enable", "disable", "delete", "add", "remove", "alter");

    private PlanWords() {}

    /** {@code {remove: "ann role:till", cause: left, lane: 1, batch: 0, waits: mass-removal}}. */
    static String line(Yaml row) {
        row.only(
                "create", "enable", "disable", "delete", "add", "remove", "alter", "to", "cause", "lane", "batch",
                "waits", "after");
        Set<String> verbs = row.keys();
        verbs.retainAll(VERBS);
        if (verbs.size() != 1) {
            throw new IllegalArgumentException(row.place() + " needs one of " + VERBS + ", not " + verbs);
        }
        String verb = verbs.iterator().next();
        String what = verb + " " + thing(row.need(verb)) + (row.has("to") ? " to " + entitlement(row.need("to")) : "");
        String after = row.has("after") ? ", after " + change(row.need("after")) : "";
        return line(row.need("lane"), row.need("batch"), what, row.text("cause", "policy"), row.texts("waits"), after);
    }

    static List<String> lines(GuardedPlan guarded) {
        var lines = new ArrayList<String>();
        for (Batch batch : guarded.plan().batches()) {
            for (PlannedChange planned : batch.changes()) {
                List<String> codes = guarded.waiting().stream()
                        .filter(waiting -> waiting.planned().equals(planned))
                        .flatMap(waiting -> waiting.codes().stream())
                        .map(code -> code.code())
                        .toList();
                String after = guarded.waiting().stream()
                        .filter(waiting -> waiting.planned().equals(planned))
                        .flatMap(waiting -> Optional.ofNullable(waiting.dependsOn()).stream())
                        .map(change -> ", after " + say(change))
                        .collect(Collectors.joining());
                lines.add(line(
                        String.valueOf(batch.lane().number()),
                        String.valueOf(batch.number()),
                        say(planned.change()),
                        planned.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        codes,
                        after));
            }
        }
        return lines;
    }

    private static String line(String lane, String batch, String what, String cause, List<String> waits, String after) {
        String waiting = waits.isEmpty() ? "" : ", waits for " + String.join(", ", new TreeSet<>(waits));
        return "lane " + lane + ", batch " + batch + ": " + what + " (" + cause + ")" + waiting + after;
    }

    private static String say(Change change) {
        return switch (change) {
            case Change.CreateAccount create -> "create account:" + create.account();
            case Change.SetAccountStatus status ->
                (status.direction().mayWiden() ? "enable" : "disable") + " account:" + status.account();
            case Change.CreateAppRole create -> "create app-role:" + create.role();
            case Change.DeleteAppRole delete -> "delete app-role:" + delete.role();
            case Change.AddGrant add -> "add " + add.grant();
            case Change.RemoveGrant remove -> "remove " + remove.grant();
            case Change.AlterGrant alter ->
                "alter " + alter.from() + " to " + alter.to().entitlement();
        };
    }

    private static String change(String text) {
        int blank = text.indexOf(' ');
        return text.substring(0, blank) + " " + thing(text.substring(blank + 1));
    }

    /** {@code ann}, {@code app-role:till} or a grant. */
    static String thing(String text) {
        if (text.indexOf(' ') > 0) {
            return PolicyCaseReader.grant(text).toString();
        }
        return text.startsWith("app-role:")
                ? "app-role:" + AppRoleName.of(text.substring("app-role:".length()))
                : PolicyCaseReader.principal(text).toString();
    }

    private static String entitlement(String text) {
        return EntitlementText.parse(text).toString();
    }
}
