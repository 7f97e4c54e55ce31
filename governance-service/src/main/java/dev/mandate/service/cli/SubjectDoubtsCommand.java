package dev.mandate.service.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mandate subject doubts}. */
@Command(
        name = "doubts",
        description =
                "Shows where the rules under 'links' in mandate.yaml link nobody, because it is not clear who is who."
                        + " Ends with 3 where there are any.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate subject doubts --output json")
final class SubjectDoubtsCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.get("/link-doubts", Map.of());
            List<View> doubts = answer.views("doubts");
            if (output.json()) {
                output.print(answer);
            } else if (doubts.isEmpty()) {
                output.out().println("It is clear who is who.");
                output.out().flush();
            } else {
                var table = new TextTable("ATTRIBUTE", "PEOPLE", "WHY");
                doubts.forEach(doubt -> table.row(
                        doubt.text("attribute"), String.join(" ", doubt.texts("sharing")), doubt.text("why")));
                table.print(output.out());
            }
            return (doubts.isEmpty() ? ExitCode.OK : ExitCode.WAITING).code();
        }
    }
}
