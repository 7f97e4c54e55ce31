package dev.mandate.service.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mandate hold list}. */
@Command(
        name = "list",
        description = "Shows the Holds in force.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate hold list --output json")
final class HoldListCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.get("/holds", Map.of());
            if (output.json()) {
                output.print(answer);
                return ExitCode.OK.code();
            }
            List<View> holds = answer.views("holds");
            if (holds.isEmpty()) {
                output.out().println("No Hold is in force.");
                output.out().flush();
                return ExitCode.OK.code();
            }
            var table = new TextTable("ID", "WHO", "WHAT", "BY", "UNTIL", "REASON");
            holds.forEach(hold -> table.row(
                    hold.text("id"),
                    hold.text("who"),
                    hold.text("what"),
                    hold.text("by"),
                    hold.has("until") ? hold.text("until") : "lifted",
                    hold.text("reason")));
            table.print(output.out());
            return ExitCode.OK.code();
        }
    }
}
