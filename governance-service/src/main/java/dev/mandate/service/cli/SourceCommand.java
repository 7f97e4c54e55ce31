package dev.mandate.service.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mandate source …}: where people and groups come from. */
@Command(
        name = "source",
        description = "Sources of people and groups: what they hold, and what waits because it changes too much.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExample:%n",
        footer = "  mandate source check corp",
        subcommands = {SourceCheckCommand.class, SourceReleaseCommand.class, SourceTokenCommand.class})
final class SourceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
