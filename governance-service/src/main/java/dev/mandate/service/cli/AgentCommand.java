package dev.mandate.service.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mandate agent …}: agents that run beside their targets. */
@Command(
        name = "agent",
        description = {
            "Agents that run beside their targets and hold the secrets themselves: they ask this service for signed work over",
            "HTTPS, and nothing connects to them. A deployment is theirs by 'agent: NAME' in the policy."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AgentEnrolCommand.class, AgentListCommand.class, AgentRevokeCommand.class})
final class AgentCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
