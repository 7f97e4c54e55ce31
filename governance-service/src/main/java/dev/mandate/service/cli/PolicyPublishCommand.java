package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mandate policy publish DIR}: makes a folder the version in force. */
@Command(
        name = "publish",
        description = {
            "Makes a folder the policy in force. The next apply or run brings deployments to it.",
            "What loosens guards, constraints, labels, modes or access to Mandate itself waits for somebody else.",
            "Exit code 3: it is faulty, is refused or waits; the version in force stays as it is."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mandate policy publish ./policy --token-file data/operators/ada.token",
            "  mandate policy publish ./policy --based-on 7 --output json"
        })
final class PolicyPublishCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Mixin
    private PolicyDirectory directory = new PolicyDirectory();

    @Option(
            names = "--based-on",
            paramLabel = "NUMBER",
            description =
                    "the version you looked at; refused if another one is in force (default: what is in force now)")
    private @Nullable Long basedOn;

    @Override
    public Integer call() {
        Optional<JsonValue> files = directory.files(output);
        if (files.isEmpty()) {
            return ExitCode.WAITING.code();
        }
        try (Link link = connect.open()) {
            long seen = basedOn == null ? link.get("/policy", Map.of()).number("version") : basedOn;
            View answer = link.post(
                    "/policy/versions", Map.of("file", files.get(), "based_on", JsonValue.number(seen)), step -> {});
            print(answer, output);
            return exitCode(answer).code();
        }
    }

    static ExitCode exitCode(View publication) {
        return publication.text("result").equals("waiting") ? ExitCode.WAITING : ExitCode.OK;
    }

    /** What came of it. */
    static void print(View publication, Output output) {
        if (output.json()) {
            output.print(publication);
            return;
        }
        PrintWriter out = output.out();
        String version = publication.text("version");
        switch (publication.text("result")) {
            case "published" ->
                out.println("Version " + version + " is in force: hash " + publication.text("hash")
                        + (publication.text("assurance").equals("self-confirmed") ? "; self-confirmed" : ""));
            case "unchanged" ->
                out.println("Nothing to publish: version " + version + " has exactly this content, hash "
                        + publication.text("hash"));
            default -> {
                boolean alone = publication.has("alone_from");
                out.println("It waits" + (alone ? "" : " for somebody else") + ", because it loosens:");
                publication.texts("loosens").forEach(reason -> out.println("  " + reason));
                if (alone) {
                    out.println("One person decides alone here (people: 1): you may confirm it yourself from "
                            + publication.text("alone_from") + " on");
                }
                out.println("mandate approve " + publication.text("hash") + " --reason …");
            }
        }
        publication
                .views("findings")
                .forEach(finding -> out.println(finding.text("message") + " [" + finding.text("code") + "]"));
        out.flush();
    }
}
