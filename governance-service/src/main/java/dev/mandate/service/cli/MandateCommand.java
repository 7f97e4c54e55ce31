package dev.mandate.service.cli;

import dev.mandate.service.ledger.LedgerUnavailable;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.StoreTrouble;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The root of the command tree. A new command is one package-private class of this package and one entry here. */
@Command(
        name = "mandate",
        description = "Who has access to what, how did they get it, and is it really so on the target?",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes, the first that applies:%n",
        exitCodeList = {
            "64:wrong usage",
            "1:error, unreachable or failed",
            "4:applied but not read back so, or evidence mismatch",
            "3:something waits or is refused",
            "2:differences exist",
            "0:all is as it should be"
        },
        subcommands = {
            AgentCommand.class,
            ApplyCommand.class,
            ApproveCommand.class,
            ClientCommand.class,
            CompletionCommand.class,
            DemoCommand.class,
            DeploymentCommand.class,
            DriftCommand.class,
            FsckCommand.class,
            HistoryCommand.class,
            HoldCommand.class,
            LoginCommand.class,
            LogoutCommand.class,
            MigrateCommand.class,
            OperatorCommand.class,
            PlanCommand.class,
            PolicyCommand.class,
            VerifyCommand.class,
            RecoverCommand.class,
            RestoreCommand.class,
            RunCommand.class,
            ServeCommand.class,
            SigningKeyCommand.class,
            SourceCommand.class,
            SubjectCommand.class,
            UpgradeCommand.class,
            VersionCommand.class,
            WarmUpCommand.class,
            WhatCommand.class,
            WhoCommand.class,
            WhoamiCommand.class,
            WhyCommand.class,
            HelpCommand.class
        })
final class MandateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** @param arguments with which it will be executed; without any it is the whole tree */
    static CommandLine commandLine(String... arguments) {
        return CommandPath.of(MandateCommand.class, arguments)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(MandateCommand::wrongUsage)
                .setExecutionExceptionHandler(MandateCommand::failed);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }

    /** Says what is wrong with the arguments and what would be right, in three lines rather than in a page of help. */
    private static int wrongUsage(ParameterException wrong, String[] args) {
        var command = wrong.getCommandLine();
        var err = command.getErr();
        err.println("mandate: " + wrong.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("Usage: " + command.getHelp().synopsis(0).strip());
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE.code();
    }

    static int failed(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof CommandFailure expected) {
            command.getErr().println("mandate: " + expected.getMessage());
            return expected.exitCode().code();
        }
        if (failure instanceof Problem problem) {
            command.getErr().println("mandate: " + problem.getMessage());
            return ExitCode.of(problem.code().status()).code();
        }
        Optional<StoreTrouble> trouble = StoreTrouble.of(failure);
        if (trouble.isPresent()) {
            command.getErr().println("mandate: " + trouble.get().message());
            return ExitCode.FAILED.code();
        }
        if (failure instanceof LedgerUnavailable unavailable) {
            command.getErr().println("mandate: " + unavailable.getMessage());
            return ExitCode.FAILED.code();
        }
        command.getErr().println("mandate: internal error, please report it with the lines below");
        failure.printStackTrace(command.getErr());
        return ExitCode.FAILED.code();
    }
}
