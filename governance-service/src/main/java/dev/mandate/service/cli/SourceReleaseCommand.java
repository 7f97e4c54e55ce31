package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate source release ID HASH}. */
@Command(
        name = "release",
        description =
                "Lets exactly the difference that waits pass, once and within a day, when the source is read or pushes it again.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer =
                "  mandate source release corp 5f3c… --reason \"the northern office closed\" --token-file data/operators/grace.token")
final class SourceReleaseCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", paramLabel = "ID", description = "the source, as the operator's file names it")
    private String id = "";

    @Parameters(index = "1", paramLabel = "HASH", description = "the difference, as mandate source check shows it")
    private String hash = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "kept with the release")
    private String reason = "";

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.post(
                    Link.path("sources", id, "release"),
                    Map.of("difference", JsonValue.text(hash), "reason", JsonValue.text(reason)),
                    step -> {});
            if (output.json()) {
                output.print(answer);
            } else {
                output.out()
                        .println("Source " + answer.text("source")
                                + " is released; it is taken over when the source is read or pushes it again.");
                output.out().flush();
            }
            return ExitCode.OK.code();
        }
    }
}
