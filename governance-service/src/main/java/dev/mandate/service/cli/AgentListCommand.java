package dev.mandate.service.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mandate agent list}. */
@Command(
        name = "list",
        description = "Lists the remote agents: when each was last heard, its version, and how far its clock is off.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate agent list --output json")
final class AgentListCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.get("/agents", Map.of());
            if (output.json()) {
                output.print(answer);
                return ExitCode.OK.code();
            }
            var table = new TextTable("AGENT", "STATE", "LAST CONTACT", "VERSION", "CLOCK AHEAD MS", "WHY");
            answer.views("agents")
                    .forEach(one -> table.row(
                            one.text("name"),
                            one.text("state"),
                            one.text("last_contact"),
                            one.text("version"),
                            one.text("clock_ahead_ms"),
                            one.text("why")));
            table.print(output.out());
            return ExitCode.OK.code();
        }
    }
}
