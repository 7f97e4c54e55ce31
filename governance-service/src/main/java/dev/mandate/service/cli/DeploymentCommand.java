package dev.mandate.service.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mandate deployment …}. */
@Command(
        name = "deployment",
        description = "What a person has to say about a deployment itself.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExample:%n",
        footer = "  mandate deployment confirm warehouse-prod --token-file data/operators/ada.token",
        subcommands = {DeploymentCheckCommand.class, DeploymentConfirmCommand.class, DeploymentLinkCommand.class})
final class DeploymentCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
