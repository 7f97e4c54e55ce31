package dev.mandate.service.cli;

import java.io.PrintWriter;
import java.util.List;

/** How deployments ended, for people, and as an exit code. */
final class Results {
    private Results() {}

    static void print(List<View> deployments, PrintWriter out) {
        var table =
                new TextTable("DEPLOYMENT", "RESULT", "PLANNED", "APPLIED", "VERIFIED", "WAITING", "DRIFT", "SECONDS");
        deployments.forEach(one -> table.row(
                one.text("id"),
                one.text("result"),
                one.text("planned"),
                one.text("applied"),
                one.text("verified"),
                one.text("held"),
                one.text("drift_left"),
                one.text("seconds")));
        table.print(out);
        deployments.forEach(one -> explain(one, out));
        out.flush();
    }

    private static void explain(View one, PrintWriter out) {
        String id = one.text("id");
        if (!one.text("message").isEmpty()) {
            out.println(id + ": " + one.text("message"));
        }
        one.views("findings").forEach(finding -> out.println(id + ": " + finding(finding)));
        one.views("waiting").forEach(set -> out.println(id + ": " + waiting(set)));
    }

    static String waiting(View set) {
        return set.text("changes") + " changes " + (set.flag("apart") ? "that follow from a looser policy " : "")
                + "wait; somebody else may allow them: mandate approve "
                + set.text("approve") + " --reason …";
    }

    private static String finding(View finding) {
        return finding.text("message") + " [" + finding.text("code") + "]";
    }

    /** The first that applies over all deployments. */
    static ExitCode exitCode(List<View> deployments) {
        return ExitCode.ofAll(deployments.stream().map(Results::exitCode).toList());
    }

    private static ExitCode exitCode(View one) {
        return switch (one.text("result")) {
            case "failed", "unreachable" -> ExitCode.FAILED;
            case "drift_left" ->
                one.number("verified") < one.number("applied")
                        ? ExitCode.NOT_AS_APPLIED
                        : one.number("held") > 0 ? ExitCode.WAITING : ExitCode.DIFFERENCES;
            case "refused" -> ExitCode.WAITING;
            case "observed" -> one.number("held") > 0 ? ExitCode.WAITING : ExitCode.DIFFERENCES;
            default -> ExitCode.OK;
        };
    }
}
