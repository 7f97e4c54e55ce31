package dev.mandate.service.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mandate source token …}: by what identity providers push over SCIM. */
@Command(
        name = "token",
        description = "Tokens by which an identity provider pushes to its source over SCIM.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExample:%n",
        footer = "  mandate source token add corp --config mandate.yaml",
        subcommands = {SourceTokenAddCommand.class, SourceTokenListCommand.class, SourceTokenEndCommand.class})
final class SourceTokenCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
