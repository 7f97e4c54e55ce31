package dev.mandate.service.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mandate subject …}: who is who. */
@Command(
        name = "subject",
        description = "Who is who: the identities that several sources state of one person.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mandate subject show corp/ann",
            "  mandate subject doubts",
            "  mandate subject unlinked",
            "  mandate subject link lab/ann corp/ann --reason \"HR-7\" --token-file data/operators/grace.token"
        },
        subcommands = {
            SubjectShowCommand.class,
            SubjectDoubtsCommand.class,
            SubjectUnlinkedCommand.class,
            SubjectLinkCommand.class,
            SubjectUnlinkCommand.class
        })
final class SubjectCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
