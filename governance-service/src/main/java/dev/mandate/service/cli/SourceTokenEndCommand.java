package dev.mandate.service.cli;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.scim.SourceTokenApi;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mandate source token end ID TOKEN}: from then on it is not taken. */
@Command(
        name = "end",
        description = "Ends a token of a source: it is not taken any more.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate source token end corp 019a0c2e-… --config mandate.yaml")
final class SourceTokenEndCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Parameters(index = "0", paramLabel = "ID", description = "the source, as the operator's file names it")
    private String id = "";

    @Parameters(
            index = "1",
            paramLabel = "TOKEN",
            description = "the token's id, as mandate source token list shows it")
    private UUID token = new UUID(0, 0);

    @Override
    public Integer call() {
        connect.requireHost("source token end");
        try (OpenService service = OpenService.of(connect.settings())) {
            service.get(SourceTokenApi.class).end(SourceId.of(id), token, HostUser.actor());
        }
        return ExitCode.OK.code();
    }
}
