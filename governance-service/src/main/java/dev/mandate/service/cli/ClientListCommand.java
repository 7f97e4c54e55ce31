package dev.mandate.service.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mandate client list}. */
@Command(
        name = "list",
        description = "Lists the clients, also those that were removed.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate client list --output json")
final class ClientListCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.get("/clients", Map.of());
            if (output.json()) {
                output.print(answer);
                return ExitCode.OK.code();
            }
            var table = new TextTable("CLIENT", "SUBJECT", "MAY", "CREATED", "ENDED");
            answer.views("clients")
                    .forEach(one -> table.row(
                            one.text("name"),
                            one.text("subject"),
                            one.text("may"),
                            one.text("created"),
                            one.text("ended")));
            table.print(output.out());
            return ExitCode.OK.code();
        }
    }
}
