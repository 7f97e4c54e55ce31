package dev.mandate.service.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mandate whoami}. */
@Command(
        name = "whoami",
        description = "Says as whom commands ask, and what they may.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate whoami --output json")
final class WhoamiCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.get("/session", Map.of());
            if (output.json()) {
                output.print(answer);
                return ExitCode.OK.code();
            }
            output.out().println(answer.text("kind") + " " + answer.text("name"));
            answer.texts("permissions").forEach(permission -> output.out().println("  " + permission));
            return ExitCode.OK.code();
        }
    }
}
