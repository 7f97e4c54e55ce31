package dev.mandate.service.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mandate hold …}: access taken away until somebody else lifts it. */
@Command(
        name = "hold",
        description =
                "Holds: what they take beats every source of access, until somebody who does not benefit lifts them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExample:%n",
        footer = "  mandate hold place corp/ann --reason \"lost laptop\" --token-file data/operators/grace.token",
        subcommands = {HoldPlaceCommand.class, HoldListCommand.class, HoldLiftCommand.class})
final class HoldCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
