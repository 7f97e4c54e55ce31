package dev.mandate.service.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mandate operator list}. */
@Command(
        name = "list",
        description = "Lists the operators, also those that were ended.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate operator list --output json")
final class OperatorListCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.get("/operators", Map.of());
            if (output.json()) {
                output.print(answer);
                return ExitCode.OK.code();
            }
            var table = new TextTable("OPERATOR", "OS USER", "CREATED", "ENDED");
            answer.views("operators")
                    .forEach(one ->
                            table.row(one.text("name"), one.text("os_user"), one.text("created"), one.text("ended")));
            table.print(output.out());
            return ExitCode.OK.code();
        }
    }
}
