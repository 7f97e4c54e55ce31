package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate drift exempt ID}: it stays until a date, and somebody answers for it. */
@Command(
        name = "exempt",
        description = {
            "Leaves a difference as it is until a date; it is shown as exempt, with its owner.",
            "A leaver, a suspension, a Hold or an expiry passes over it."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer =
                "  mandate drift exempt 0d9c0c4e-5b1f-4c50-9a52-57a4a5f5b3f1 --owner data-platform --until 2027-01-31 --reason \"migration\" --token-file data/operators/grace.token")
final class DriftExemptCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "ID", description = "as mandate drift shows it")
    private UUID id = new UUID(0, 0);

    @Option(names = "--owner", required = true, paramLabel = "NAME", description = "who answers for it")
    private String owner = "";

    @Option(
            names = "--until",
            required = true,
            paramLabel = "TIME",
            description = "a date, which is valid through that day in UTC, or an instant",
            converter = UntilTime.class)
    private Instant until = Instant.EPOCH;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "kept with the exemption")
    private String reason = "";

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.post(
                    Link.path("drift", id.toString(), "exempt"),
                    Map.of(
                            "owner", JsonValue.text(owner),
                            "until", JsonValue.text(until.toString()),
                            "reason", JsonValue.text(reason)),
                    step -> {});
            if (output.json()) {
                output.print(answer);
            } else {
                output.out()
                        .println("Exempt until " + answer.text("until") + "; " + answer.text("owner")
                                + " answers for it.");
                output.out().flush();
            }
            return ExitCode.OK.code();
        }
    }
}
