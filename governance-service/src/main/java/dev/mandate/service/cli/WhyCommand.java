package dev.mandate.service.cli;

import dev.mandate.service.cli.WhoCommand.Placed;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mandate why SUBJECT DEPLOYMENT/ENTITLEMENT}. */
@Command(
        name = "why",
        description = {
            "Says how somebody comes to hold an entitlement: by which groups, mappings and roles of the policy in force,",
            "what to take away to end it, and whether it was read back on the target."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate why corp/ann \"warehouse-prod/table:curated.orders SELECT\"")
final class WhyCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", paramLabel = "SUBJECT", description = "SOURCE/USERNAME, or an id")
    private String subject = "";

    @Parameters(index = "1", paramLabel = "DEPLOYMENT/ENTITLEMENT", description = "what is held, and where")
    private String what = "";

    @Override
    public Integer call() {
        var place = Placed.of(what);
        try (Link link = connect.open()) {
            View why = link.get(
                    "/why",
                    Map.of(
                            "subject", List.of(subject),
                            "deployment", List.of(place.deployment()),
                            "entitlement", List.of(place.entitlement())));
            if (output.json()) {
                output.print(why);
            } else {
                print(why, output.out());
            }
            return ExitCode.OK.code();
        }
    }

    private static void print(View why, PrintWriter out) {
        out.println(Answers.person(why.view("subject")) + ": " + read(why));
        if (why.text("state").equals("held")) {
            out.println("  given for: " + Answers.because(why.texts("because")));
        }
        out.println("Policy version " + why.text("policy_version") + " gives it on " + why.text("count") + " path(s)"
                + (why.has("withheld") ? ", and withholds it: " + why.text("withheld") : ""));
        why.views("paths").forEach(path -> out.println("  " + String.join(" > ", path.texts("steps"))));
        if (!why.texts("cut").isEmpty()) {
            out.println("To end it, take away:");
            why.texts("cut").forEach(removal -> out.println("  " + removal));
        }
        out.flush();
    }

    private static String read(View why) {
        var what = why.text("deployment") + "/" + why.text("entitlement");
        if (!why.has("observed_at")) {
            return "whether " + what + " is held is unknown, the deployment was never read";
        }
        var state = why.text("state").replace('_', ' ');
        return what + " was " + state + " when last read, " + why.text("observed_at")
                + (why.flag("stale") ? " (long ago)" : "");
    }
}
