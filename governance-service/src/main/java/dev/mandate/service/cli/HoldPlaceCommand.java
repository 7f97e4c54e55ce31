package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate hold place SUBJECT}. */
@Command(
        name = "place",
        description = {
            "Takes everything from a subject, or only a role or an entitlement, from the next reconciliation on.",
            "It stays taken whatever group, assignment or policy gives it."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mandate hold place corp/ann --reason \"lost laptop\" --token-file data/operators/grace.token",
            "  mandate hold place corp/ann --role finance --until 2027-01-31 --reason \"under review\""
        })
final class HoldPlaceCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "SUBJECT", description = "SOURCE/USERNAME, or the subject's id")
    private String subject = "";

    @Option(names = "--role", paramLabel = "ROLE", description = "only this role, by whatever source it comes")
    private @Nullable String role;

    @Option(names = "--entitlement", paramLabel = "TEXT", description = "only this, e.g. \"role:analyst\"")
    private @Nullable String entitlement;

    @Option(names = "--deployment", paramLabel = "ID", description = "only there; by itself everywhere")
    private List<String> deployments = new ArrayList<>();

    @Option(names = "--application", paramLabel = "NAME", description = "only in deployments of this product")
    private List<String> applications = new ArrayList<>();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "a date, which is valid through that day in UTC, or an instant; by itself until it is lifted",
            converter = UntilTime.class)
    private @Nullable Instant until;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "kept with the Hold")
    private String reason = "";

    @Override
    public Integer call() {
        Map<String, JsonValue> body = new HashMap<>();
        body.put("subject", JsonValue.text(subject));
        body.put("reason", JsonValue.text(reason));
        put(body, "role", role);
        put(body, "entitlement", entitlement);
        put(body, "until", until == null ? null : until.toString());
        body.put("deployment", texts(deployments));
        body.put("application", texts(applications));
        try (Link link = connect.open()) {
            View answer = link.post("/holds", body, step -> {});
            if (output.json()) {
                output.print(answer);
            } else {
                output.out()
                        .println("Hold " + answer.text("id") + " takes " + answer.text("what") + " from "
                                + answer.text("who") + " at the next reconciliation.");
                output.out().flush();
            }
            return ExitCode.OK.code();
        }
    }

    private static void put(Map<String, JsonValue> body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, JsonValue.text(value));
        }
    }

    private static JsonValue texts(List<String> all) {
        return JsonValue.array(all.stream().map(JsonValue::text).toList());
    }
}
