package dev.mandate.service.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate upgrade APPLICATION}: what another release would do to what policy gives. */
@Command(
        name = "upgrade",
        description = {
            "Says what an upgrade of an application would do to what Roles and AppRoles give, before anybody upgrades:",
            "what can be given only then, what cannot be given any more, and what stays under its name but is",
            "something else. Compares the vocabularies of both releases; asks no target and changes nothing.",
            "Exit code 2: something that policy gives is affected."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mandate upgrade postgresql --to 17",
            "  mandate upgrade airflow --to 3.3.2 --label env=prod --output json",
            "  mandate upgrade postgresql --from 17 --to 16        what going back would do"
        })
final class UpgradeCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", paramLabel = "APPLICATION", description = "such as postgresql")
    private String application = "";

    @Parameters(index = "1..*", paramLabel = "DEPLOYMENT", description = "only these deployments")
    private List<String> deployments = List.of();

    @Option(names = "--to", required = true, paramLabel = "RELEASE", description = "the release that is looked at")
    private String to = "";

    @Option(
            names = "--from",
            paramLabel = "RELEASE",
            description = "without it, what each deployment said it is when it was last reached")
    private @Nullable String from;

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "only with this label, or these")
    private List<String> labels = List.of();

    @Override
    public Integer call() {
        Map<String, List<String>> query = new HashMap<>(Map.of("to", List.of(to)));
        if (from != null) {
            query.put("from", List.of(from));
        }
        if (!deployments.isEmpty()) {
            query.put("deployment", deployments);
        }
        if (!labels.isEmpty()) {
            query.put("label", labels);
        }
        try (Link link = connect.open()) {
            View answer = link.get(
                    "/applications/" + URLEncoder.encode(application, StandardCharsets.UTF_8) + "/upgrade", query);
            if (output.json()) {
                output.print(answer);
            } else {
                print(answer, output.out());
                output.out().flush();
            }
            boolean affected = answer.views("steps").stream()
                    .anyMatch(step -> !step.views("effects").isEmpty());
            return (affected ? ExitCode.DIFFERENCES : ExitCode.OK).code();
        }
    }

    private static void print(View answer, PrintWriter out) {
        String product = answer.text("application") + " " + answer.text("to");
        if (!answer.flag("tested")) {
            out.println("No agent is tested with " + product + ": what is known of its time is compared.");
        }
        if (answer.views("steps").isEmpty() && answer.texts("unknown").isEmpty()) {
            out.println("No deployment of " + answer.text("application") + " that you may see matches.");
        }
        for (View step : answer.views("steps")) {
            out.println("From " + step.text("from") + " to " + answer.text("to") + ": "
                    + String.join(", ", step.texts("deployments")));
            words(step.views("words"), out);
            effects(step.views("effects"), out);
        }
        answer.texts("unknown")
                .forEach(one -> out.println("Unknown: nobody knows the release of " + one + "; say it with --from"));
    }

    private static void words(List<View> words, PrintWriter out) {
        if (words.isEmpty()) {
            out.println("  Both releases can grant the same.");
        }
        for (boolean added : new boolean[] {true, false}) {
            List<String> names = words.stream()
                    .filter(word -> word.flag("added") == added)
                    .map(word -> word.text("sort") + " " + word.text("name"))
                    .toList();
            if (!names.isEmpty()) {
                out.println((added ? "  Only then: " : "  No longer: ") + String.join(", ", names));
            }
        }
    }

    private static void effects(List<View> effects, PrintWriter out) {
        if (effects.isEmpty()) {
            out.println("  Nothing that policy gives is affected.");
            return;
        }
        var table = new TextTable("WHOSE", "ENTITLEMENT", "EFFECT", "WAS", "WILL BE");
        effects.forEach(effect -> table.row(
                effect.has("role") ? "role " + effect.text("role") : "app-role " + effect.text("app_role"),
                effect.text("entitlement"),
                effect.text("effect"),
                effect.text("was"),
                effect.text("now")));
        table.print(out);
    }
}
