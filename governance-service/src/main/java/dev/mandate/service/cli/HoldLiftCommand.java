package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate hold lift ID}. */
@Command(
        name = "lift",
        description =
                "Ends a Hold; what policy gives comes back at the next reconciliation. Nobody lifts one on themselves.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer =
                "  mandate hold lift 0d9c0c4e-5b1f-4c50-9a52-57a4a5f5b3f1 --reason \"found it\" --token-file data/operators/grace.token")
final class HoldLiftCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "ID", description = "as mandate hold list shows it")
    private UUID id = new UUID(0, 0);

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "kept with the Hold")
    private String reason = "";

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.post(
                    Link.path("holds", id.toString(), "lift"), Map.of("reason", JsonValue.text(reason)), step -> {});
            if (output.json()) {
                output.print(answer);
            } else {
                output.out().println("Hold " + answer.text("id") + " is lifted.");
                output.out().flush();
            }
            return ExitCode.OK.code();
        }
    }
}
