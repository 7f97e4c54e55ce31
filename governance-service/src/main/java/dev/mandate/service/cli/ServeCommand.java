package dev.mandate.service.cli;

import dev.mandate.service.platform.Database;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.OperatorApi;
import dev.mandate.service.signin.SignInApi;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mandate serve}: what {@code run} does, and answers over HTTP meanwhile. */
@Command(
        name = "serve",
        description = {
            "Does what `run` does, and answers /api/v1, /actuator/health and /actuator/prometheus meanwhile.",
            "Commands with the same --config ask it; data/server.json tells them where it is."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate serve --config mandate.yaml")
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InterruptedException {
        connect.requireHost("serve");
        Settings settings = connect.settings();
        try (var serving = new Serving();
                Database database = OpenService.database(settings)) {
            if (settings.database().isEmpty() && !database.owned()) {
                throw new CommandFailure(
                        ExitCode.FAILED, "another process holds " + settings.data() + "; end it first");
            }
            try (var web = WebService.start(database, settings, settings.listen());
                    var _ = Jobs.start(web, steward(web, settings), settings)) {
                Optional<Path> bootstrap = BootstrapFile.offer(settings.data(), web.get(SignInApi.class));
                serving.untilEnded(web, settings, () -> {
                    PrintWriter err = command.commandLine().getErr();
                    err.println("mandate: answers on " + web.url() + "; end it with Ctrl-C");
                    bootstrap.ifPresent(file ->
                            err.println("mandate: nobody who signs in may administer Mandate yet; the secret in " + file
                                    + " signs in once, for " + BootstrapFile.PATH));
                });
            }
        }
        return ExitCode.OK.code();
    }

    private static Steward steward(WebService web, Settings settings) {
        var operators = web.get(OperatorApi.class);
        return new Steward(web, settings.policy(), () -> operators.of(HostUser.name()));
    }
}
