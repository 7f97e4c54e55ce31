package dev.mandate.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The other end of {@link LdapTree}, which runs in another process. */
final class Tree implements AutoCloseable {
    /**
     * How large it is.
     *
     * @param members of each group
     */
    record Size(int people, int groups, int members) {
        int memberships() {
            return groups * members;
        }
    }

    final Size size;
    final int port;
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter questions;

    Tree(Size size) {
        this.size = size;
        try {
            process = new ProcessBuilder(java(
                            LdapTree.class,
                            String.valueOf(size.people()),
                            String.valueOf(size.groups()),
                            String.valueOf(size.members())))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        port = Integer.parseInt(answer());
    }

    /** Another class of this build as a program of its own. */
    static List<String> java(Class<?> main, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** So many memberships become others. */
    void change(int memberships) {
        ask("change " + memberships);
    }

    /** When the first search since the last time that this was asked came, in milliseconds since 1970. */
    long searched() {
        return Long.parseLong(ask("searched"));
    }

    private String ask(String question) {
        questions.println(question);
        return answer();
    }

    private String answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("the directory ended");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
