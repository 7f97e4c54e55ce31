package dev.mandate.service.cli;

import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.RecoveryApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mandate recover end}. */
@Command(
        name = "end",
        description = "Ends a recovery before its 60 minutes are over.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate recover end")
final class RecoverEndCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        connect.requireHost("recover end");
        Settings settings = connect.settings();
        try (OpenService service = OpenService.of(settings)) {
            boolean was = service.get(RecoveryApi.class).end(HostUser.actor());
            RecoveryKey.remove(settings.data().resolve("recovery.token"));
            command.commandLine().getOut().println(was ? "The recovery is over." : "There was none.");
        }
        return ExitCode.OK.code();
    }
}
