package dev.mandate.service.cli;

import dev.mandate.service.settings.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mandate migrate}: brings the store's schema to this release, as its owner, and ends. */
@Command(
        name = "migrate",
        description = {
            "Brings the store's schema to this release, as the owner that mandate.yaml names. The embedded store is",
            "migrated by whatever opens it first; with a database of your own, this is the step before an upgrade."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate migrate --config mandate.yaml")
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        connect.requireHost("migrate");
        Settings settings = connect.settings();
        try (var _ = OpenService.database(settings)) {
            command.commandLine().getErr().println("mandate: the store has the schema of this release");
        }
        return ExitCode.OK.code();
    }
}
