package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate subject link WHO TO}. */
@Command(
        name = "link",
        description = "Says that two are one person: groups and grants of both, and the most restrictive state.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate subject link lab/ann corp/ann --reason \"HR-7\" --token-file data/operators/grace.token")
final class SubjectLinkCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", paramLabel = "WHO", description = "source/username, or an id")
    private String who = "";

    @Parameters(index = "1", paramLabel = "TO", description = "whose name, account names and attributes count")
    private String to = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "kept with the link")
    private String reason = "";

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            new SubjectPrinter(output)
                    .print(link.post(
                            "/links",
                            Map.of(
                                    "identity", JsonValue.text(who),
                                    "to", JsonValue.text(to),
                                    "reason", JsonValue.text(reason)),
                            step -> {}));
            return ExitCode.OK.code();
        }
    }
}
