package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.scim.SourceToken;
import dev.mandate.service.scim.SourceTokenApi;
import dev.mandate.service.settings.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate source token add ID}: a host command; the token is shown once and kept nowhere. */
@Command(
        name = "add",
        description = {
            "Makes a token for a source of the type scim and shows it, once, on standard output.",
            "Other tokens of the source stay as they are, or are taken for a while yet with --overlap."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate source token add corp --valid 180d --overlap 7d --config mandate.yaml")
final class SourceTokenAddCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "ID", description = "the source, as the operator's file names it")
    private String id = "";

    @Option(
            names = "--valid",
            paramLabel = "TIME",
            defaultValue = "180d",
            converter = TimeSpan.class,
            description = "how long it is taken, such as 30d; default: ${DEFAULT-VALUE}, at most 400d")
    private Duration valid = Duration.ofDays(180);

    @Option(
            names = "--overlap",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "after which time all other tokens of the source are not taken any more, such as 7d")
    private @Nullable Duration overlap;

    @Override
    public Integer call() {
        connect.requireHost("source token add");
        Settings settings = connect.settings();
        var shown = new AtomicReference<>("");
        SourceToken made;
        try (OpenService service = OpenService.of(settings)) {
            made = service.get(SourceTokenApi.class)
                    .make(SourceId.of(id), valid, overlap, HostUser.actor(), shown::set);
        }
        if (output.json()) {
            output.print(View.of(HostUser.json(Map.of(
                    "id", JsonValue.text(made.id().toString()),
                    "token", JsonValue.text(shown.get()),
                    "expires", JsonValue.text(made.expires().toString())))));
            return ExitCode.OK.code();
        }
        output.err()
                .println("Token " + made.id() + " of source " + id + " is taken until " + made.expires()
                        + ". It is shown this once; the provider's address ends in /scim/v2/" + id);
        output.err().flush();
        output.out().println(shown.get());
        output.out().flush();
        return ExitCode.OK.code();
    }
}
