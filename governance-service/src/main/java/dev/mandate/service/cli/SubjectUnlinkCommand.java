package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate subject unlink WHO}. */
@Command(
        name = "unlink",
        description = "Makes a linked identity somebody of its own again; no rule links the two any more.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate subject unlink lab/ann --reason \"another Ann\" --token-file data/operators/grace.token")
final class SubjectUnlinkCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", paramLabel = "WHO", description = "source/username, or an id")
    private String who = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "kept with the end of the link")
    private String reason = "";

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            new SubjectPrinter(output)
                    .print(link.post(
                            "/links/end",
                            Map.of("identity", JsonValue.text(who), "reason", JsonValue.text(reason)),
                            step -> {}));
            return ExitCode.OK.code();
        }
    }
}
