package dev.mandate.service.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mandate source token list ID}. */
@Command(
        name = "list",
        description =
                "Lists the tokens of a source, without what is secret: until when they are taken, when they were used.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate source token list corp")
final class SourceTokenListCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "ID", description = "the source, as the operator's file names it")
    private String id = "";

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.get(Link.path("sources", id, "tokens"), Map.of());
            if (output.json()) {
                output.print(answer);
                return ExitCode.OK.code();
            }
            var table = new TextTable("TOKEN", "CREATED", "EXPIRES", "ENDED", "USED");
            answer.views("tokens")
                    .forEach(one -> table.row(
                            one.text("id"),
                            one.text("created"),
                            one.text("expires"),
                            one.text("ended"),
                            one.text("used")));
            table.print(output.out());
            return ExitCode.OK.code();
        }
    }
}
