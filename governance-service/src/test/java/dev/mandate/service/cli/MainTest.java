package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsTheVersionAsOneLine() {
        assertThat(mandate("version")).isZero();
        assertThat(out.toString()).matches("mandate \\S+ \\(Java \\S+\\)\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void printsTheVersionAsJson() {
        assertThat(mandate("version", "--output", "json")).isZero();
        assertThat(out.toString()).matches("\\{\"version\":\"[^\"]+\",\"java\":\"[^\"]+\"}\n");
    }

    @Test
    void printsACompletionScriptThatKnowsEveryCommand() {
        assertThat(mandate("completion")).isZero();
        assertThat(out.toString()).contains("complete -F _complete_mandate").contains(visibleCommands());
    }

    @Test
    void describesExitCodesInHelp() {
        assertThat(mandate("--help")).isZero();
        assertThat(out.toString()).contains("64   wrong usage").contains("differences exist");
    }

    @Test
    void onlyTheNamedCommandIsMade() {
        var made = MandateCommand.commandLine("policy", "check", "plan");
        assertThat(made.getSubcommands()).containsOnlyKeys("policy");
        assertThat(below(made, "policy")).containsExactly("check");
        assertThat(below(MandateCommand.commandLine("policy", "--help"), "policy"))
                .contains("check", "plan");
        var all = MandateCommand.commandLine().getSubcommands().keySet();
        assertThat(MandateCommand.commandLine("completion").getSubcommands()).containsOnlyKeys(all);
        assertThat(MandateCommand.commandLine("polcy").getSubcommands()).containsOnlyKeys(all);
        assertThat(mandate("policy", "chek")).isEqualTo(64);
        assertThat(err.toString()).contains("mandate policy", "check");
    }

    private static Set<String> below(CommandLine root, String name) {
        return Objects.requireNonNull(root.getSubcommands().get(name))
                .getSubcommands()
                .keySet();
    }

    @Test
    void everyCommandHasHelpAndADescription() {
        MandateCommand.commandLine().getSubcommands().forEach((name, command) -> {
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(name)
                    .isNotEmpty();
            assertThat(mandate(name, "--help")).as(name).isZero();
        });
    }

    @Test
    void wrongUsageGives64AndNamesTheNearestWord() {
        assertThat(mandate("versoin")).isEqualTo(64);
        assertThat(mandate()).isEqualTo(64);
        assertThat(mandate("version", "--colour")).isEqualTo(64);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains("Did you mean: mandate version")
                .contains("Name a command.")
                .contains("Unknown option: '--colour'");
    }

    @Test
    void anExpectedFailurePrintsItsMessageAndNothingElse() {
        assertThat(failing(new CommandFailure(ExitCode.WAITING, "policy/roles.yaml:3: nothing")))
                .isEqualTo(3);
        assertThat(err.toString()).isEqualTo("mandate: policy/roles.yaml:3: nothing\n");
    }

    @Test
    void anUnexpectedFailureGives1AndShowsWhere() {
        assertThat(failing(new IllegalStateException("boom"))).isEqualTo(1);
        assertThat(err.toString()).contains("internal error").contains("boom").contains("MainTest");
    }

    @Test
    void exitCodesFollowTheirPrecedence() {
        assertThat(ExitCode.ofAll(List.of())).isEqualTo(ExitCode.OK);
        assertThat(ExitCode.ofAll(List.of(ExitCode.OK, ExitCode.DIFFERENCES, ExitCode.WAITING)))
                .isEqualTo(ExitCode.WAITING);
        assertThat(ExitCode.ofAll(List.of(ExitCode.WAITING, ExitCode.NOT_AS_APPLIED)))
                .isEqualTo(ExitCode.NOT_AS_APPLIED);
        assertThat(ExitCode.ofAll(List.of(ExitCode.NOT_AS_APPLIED, ExitCode.FAILED, ExitCode.OK)))
                .isEqualTo(ExitCode.FAILED);
    }

    private static Set<String> visibleCommands() {
        var commands = new TreeMap<>(MandateCommand.commandLine().getSubcommands());
        commands.values()
                .removeIf(command -> command.getCommandSpec().usageMessage().hidden());
        return commands.keySet();
    }

    private int mandate(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private int failing(RuntimeException failure) {
        Runnable command = () -> {
            throw failure;
        };
        return MandateCommand.commandLine()
                .addSubcommand("fails", CommandLine.Model.CommandSpec.wrapWithoutInspection(command))
                .setExecutionExceptionHandler(MandateCommand::failed)
                .setErr(new PrintWriter(err, true))
                .execute("fails");
    }
}
