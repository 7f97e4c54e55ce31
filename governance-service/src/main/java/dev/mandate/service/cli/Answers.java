package dev.mandate.service.cli;

import java.io.PrintWriter;
import java.util.List;

/** Prints who held what, and what the answer rests on. */
final class Answers {
    private Answers() {}

    static void print(View answer, Output output) {
        if (output.json()) {
            output.print(answer);
            return;
        }
        var table =
                new TextTable("STATE", "DEPLOYMENT", "ACCOUNT", "PERSON", "ENTITLEMENT", "THROUGH", "BECAUSE", "SINCE");
        answer.views("holdings")
                .forEach(held -> table.row(
                        held.text("state"),
                        held.text("deployment"),
                        held.text("principal"),
                        person(held.view("person")),
                        held.text("entitlement"),
                        String.join(" > ", held.texts("through")),
                        because(held.texts("because")),
                        since(held)));
        if (table.isEmpty()) {
            output.out().println("nothing was seen to be held as of " + answer.text("as_of"));
        } else {
            table.print(output.out());
        }
        uses(answer, output.out());
        freshness(answer, output.out());
    }

    static String person(View person) {
        if (!person.has("id")) {
            return "";
        }
        String name = person.text("name") + " (" + person.text("source") + "/" + person.text("username") + ")";
        if (person.text("kind").equals("person")) {
            return name;
        }
        return name + ", " + person.text("kind") + " of " + (person.has("owner") ? person.text("owner") : "nobody");
    }

    static String because(List<String> roles) {
        return roles.isEmpty() ? "not by Mandate" : String.join(", ", roles);
    }

    /** It began between two readings; with one alone, some time before it. */
    private static String since(View held) {
        return held.has("after")
                ? "between " + held.text("after") + " and " + held.text("since")
                : "before " + held.text("since");
    }

    private static void uses(View answer, PrintWriter out) {
        for (View use : answer.views("uses")) {
            out.println(use.text("deployment") + ": account " + use.text("account") + " was "
                    + (use.has("at") ? "last used " + use.text("at") : "never used") + ", as told "
                    + use.text("told"));
        }
    }

    private static void freshness(View answer, PrintWriter out) {
        for (View one : answer.views("freshness")) {
            if (!one.has("observed_at")) {
                out.println(one.text("deployment") + ": never read by then, so what was held there is unknown");
            } else if (one.flag("stale") || answer.views("freshness").size() == 1) {
                out.println(one.text("deployment") + ": read " + one.text("observed_at")
                        + (one.flag("stale") ? ", which is long ago" : "") + "; since then nothing is known");
            }
        }
        out.flush();
    }
}
