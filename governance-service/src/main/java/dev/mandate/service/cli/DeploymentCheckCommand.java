package dev.mandate.service.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mandate deployment check ID}: what no account or grant there shows. */
@Command(
        name = "check",
        description = {
            "Lists ways in that nobody governs (tokens, keys, administrators of the installation, anonymous access,",
            "what is everybody's), and settings of the product that change grants when somebody signs in, each with",
            "what ends it. As the last full run was told; asks no target. What is not seen is named, and is not nothing.",
            "Exit code 2: there are such ways in, or settings that work against a mode of the deployment."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate deployment check warehouse-prod --token-file data/operators/ada.token")
final class DeploymentCheckCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "ID", description = "the deployment")
    private String id = "";

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.get(Link.path("deployments", id, "check"), Map.of());
            View ways = answer.view("ways");
            View signIn = answer.view("sign_in");
            if (output.json()) {
                output.print(answer);
            } else {
                PrintWriter out = output.out();
                head(out, "Ways in that nobody governs", ways);
                ways.views("found").forEach(way -> way(out, way));
                unseen(out, ways);
                head(out, "Settings that change grants at a sign-in", signIn);
                signIn.views("found").forEach(setting -> setting(out, setting));
                unseen(out, signIn);
                out.flush();
            }
            boolean against = signIn.views("found").stream()
                    .anyMatch(setting -> !setting.texts("contradicts").isEmpty());
            boolean found = against || !ways.views("found").isEmpty();
            return (found ? ExitCode.DIFFERENCES : ExitCode.OK).code();
        }
    }

    private static void head(PrintWriter out, String what, View told) {
        out.println(what + ": "
                + switch (told.text("answer")) {
                    case "told" -> told.views("found").size() + ", as of " + told.text("told");
                    case "failed" ->
                        told.has("told")
                                ? told.views("found").size() + ", as of " + told.text("told") + "; not answered since ("
                                        + told.text("code") + ")"
                                : "unknown, not answered (" + told.text("code") + ")";
                    case "not-offered" -> "unknown, this product does not tell; its page in docs/agents says why";
                    default -> "unknown, no full run has asked yet";
                });
    }

    private static void way(PrintWriter out, View way) {
        out.println("  " + way.text("kind") + ": " + way.text("who") + " (" + way.text("place") + "), since "
                + way.text("since"));
        out.println("    " + way.text("sentence"));
        out.println("    fix: " + way.text("fix"));
    }

    private static void setting(PrintWriter out, View setting) {
        String against = String.join(", ", setting.texts("contradicts"));
        out.println("  " + setting.text("setting") + " = " + setting.text("value")
                + (against.isEmpty() ? "" : ", against " + against));
        out.println("    " + setting.text("sentence"));
        out.println("    fix: " + setting.text("fix"));
    }

    private static void unseen(PrintWriter out, View told) {
        told.texts("unseen").forEach(one -> out.println("  not seen: " + one));
    }
}
