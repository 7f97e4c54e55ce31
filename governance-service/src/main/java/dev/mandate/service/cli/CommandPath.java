package dev.mandate.service.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Makes only the command that the arguments name. Each command that is made costs milliseconds, in which its annotations
 * are read; the whole tree takes longer than a check of a small policy.
 */
final class CommandPath {
    /** They look at the whole tree. */
    private static final List<Class<?>> ABOUT_ALL = List.of(CompletionCommand.class, CommandLine.HelpCommand.class);

    private CommandPath() {}

    /** The root with that command alone below it; the whole tree where the first word names none. */
    static CommandLine of(Class<?> root, String... arguments) {
        return new CommandLine(spec(root, List.of(arguments)));
    }

    private static CommandSpec spec(Class<?> type, List<String> words) {
        Optional<Class<?>> next = words.isEmpty() ? Optional.empty() : named(type, words.getFirst());
        if (next.isEmpty()) {
            return CommandSpec.forAnnotatedObject(type);
        }
        String name = type.getAnnotation(Command.class).name();
        return CommandSpec.wrapWithoutInspection(type)
                .name(name)
                .addSubcommand(words.getFirst(), spec(next.get(), words.subList(1, words.size())));
    }

    private static Optional<Class<?>> named(Class<?> type, String word) {
        return Stream.<Class<?>>of(type.getAnnotation(Command.class).subcommands())
                .filter(command -> command.getAnnotation(Command.class).name().equals(word))
                .filter(command -> !ABOUT_ALL.contains(command))
                .findFirst();
    }
}
