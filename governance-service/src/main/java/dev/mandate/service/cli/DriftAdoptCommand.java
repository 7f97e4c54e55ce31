package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate drift adopt ID}: it stays, as an assignment from now on. */
@Command(
        name = "adopt",
        description = {
            "Makes what is there an assignment from now on; what was before stays marked as without a reason.",
            "Not for critical access, nor where a Hold, a leaving or a constraint forbids it."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer =
                "  mandate drift adopt 0d9c0c4e-5b1f-4c50-9a52-57a4a5f5b3f1 --until 2027-03-31 --reason \"DATA-77\" --token-file data/operators/grace.token")
final class DriftAdoptCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "ID", description = "as mandate drift shows it")
    private UUID id = new UUID(0, 0);

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "the role to assign; by itself the smallest that gives this and nothing that is not there")
    private @Nullable String role;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "a date, which is valid through that day in UTC, or an instant",
            converter = UntilTime.class)
    private @Nullable Instant until;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "kept with the assignment")
    private String reason = "";

    @Override
    public Integer call() {
        Map<String, JsonValue> body = new HashMap<>(Map.of("reason", JsonValue.text(reason)));
        if (role != null) {
            body.put("role", JsonValue.text(role));
        }
        if (until != null) {
            body.put("until", JsonValue.text(until.toString()));
        }
        try (Link link = connect.open()) {
            View answer = link.post(Link.path("drift", id.toString(), "adopt"), body, step -> {});
            if (output.json()) {
                output.print(answer);
            } else {
                output.out()
                        .println("Subject " + answer.text("subject") + " has role " + answer.text("role")
                                + " from now on.");
                output.out().flush();
            }
            return ExitCode.OK.code();
        }
    }
}
