package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate drift revert ID}: the next run takes it away. */
@Command(
        name = "revert",
        description = {
            "Has the next run take away exactly this, also where the mode would leave it or a limit would hold it.",
            "Whoever published what it follows from cannot. Void after 24 hours."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer =
                "  mandate drift revert 0d9c0c4e-5b1f-4c50-9a52-57a4a5f5b3f1 --reason \"not asked for\" --token-file data/operators/grace.token")
final class DriftRevertCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "ID", description = "as mandate drift shows it")
    private UUID id = new UUID(0, 0);

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "kept with the decision")
    private String reason = "";

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.post(
                    Link.path("drift", id.toString(), "revert"), Map.of("reason", JsonValue.text(reason)), step -> {});
            if (output.json()) {
                output.print(answer);
            } else {
                View drift = answer.view("drift");
                output.out()
                        .println("The next apply takes " + drift.text("entitlement") + " from "
                                + drift.text("principal") + ".");
                output.out().flush();
            }
            return ExitCode.OK.code();
        }
    }
}
