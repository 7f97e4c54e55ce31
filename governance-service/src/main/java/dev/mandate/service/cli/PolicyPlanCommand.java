package dev.mandate.service.cli;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mandate policy plan DIR}: what publishing a folder would come to. */
@Command(
        name = "plan",
        description = {
            "Says what publishing a folder would come to: its groups and people are looked up, every deployment is read,",
            "and what would be changed there is shown in order. Stores and changes nothing.",
            "Exit code 3: it would wait for somebody else; 2: something would change."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  mandate policy plan ./policy", "  mandate policy plan ./policy --output json"})
final class PolicyPlanCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Mixin
    private PolicyDirectory directory = new PolicyDirectory();

    @Override
    public Integer call() {
        Optional<JsonValue> files = directory.files(output);
        if (files.isEmpty()) {
            return ExitCode.FAILED.code();
        }
        var progress = new Progress(output.err());
        try (Link link = connect.open()) {
            Map<String, JsonValue> body = Map.of("file", files.get());
            View preview = link.post("/policy/previews", body, step -> {});
            boolean valid = preview.has("version");
            List<View> plans =
                    valid ? link.post("/policy/plans", body, progress::step).views("plans") : List.of();
            progress.end();
            if (output.json()) {
                output.print(together(preview, plans));
            } else {
                print(preview, output.out());
                plans.forEach(plan -> PlanCommand.print(plan, output.out()));
            }
            return exitCode(preview, plans).code();
        }
    }

    private static View together(View preview, List<View> plans) {
        return View.of(CanonicalJson.text(JsonValue.object(Map.of(
                "policy",
                preview.members(),
                "plans",
                JsonValue.array(plans.stream().map(View::members).toList())))));
    }

    private static void print(View preview, PrintWriter out) {
        preview.texts("faults").forEach(out::println);
        if (preview.flag("unchanged")) {
            out.println("This is version " + preview.text("version") + ", which is in force.");
        } else if (preview.has("version")) {
            out.println("This would be version " + preview.text("version") + ", hash " + preview.text("hash"));
        }
        List<String> loosens = preview.texts("loosens");
        if (!loosens.isEmpty()) {
            out.println("It would wait for somebody else, because it loosens:");
            loosens.forEach(reason -> out.println("  " + reason));
        }
        preview.views("findings")
                .forEach(finding -> out.println(finding.text("message") + " [" + finding.text("code") + "]"));
        out.flush();
    }

    private static ExitCode exitCode(View preview, List<View> plans) {
        if (!preview.has("version")) {
            return ExitCode.FAILED;
        }
        List<ExitCode> codes =
                new ArrayList<>(plans.stream().map(PlanCommand::exitCode).toList());
        if (!preview.texts("loosens").isEmpty()) {
            codes.add(ExitCode.WAITING);
        } else if (!preview.flag("unchanged")) {
            codes.add(ExitCode.DIFFERENCES);
        }
        return ExitCode.ofAll(codes);
    }
}
