package dev.mandate.service.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mandate client …}: programs that ask for tokens with a key of their own. */
@Command(
        name = "client",
        description = "Programs that ask with a key of their own (private_key_jwt), for what a service or machine may.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ClientAddCommand.class,
            ClientListCommand.class,
            ClientRemoveCommand.class,
            ClientRotateCommand.class
        })
final class ClientCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
