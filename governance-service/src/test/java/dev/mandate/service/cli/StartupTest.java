package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offline commands answer in a fraction of a second only as long as they load none of the service's libraries. */
class StartupTest {
    private static final List<String> HEAVY =
            List.of("org.springframework.", "org.jooq.", "org.postgresql.", "tools.jackson.", "ch.qos.logback.");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--help", "version", "completion", "verify src/test/resources/evidence/export.zip"})
    void offlineCommandsLoadNoLibraryOfTheService(String command) throws IOException, InterruptedException {
        assertThat(heavyClassesLoadedBy(Main.class, command)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = "planted")
    void noticesOneThatDoes(String argument) throws IOException, InterruptedException {
        assertThat(heavyClassesLoadedBy(Planted.class, argument)).isNotEmpty();
    }

    private List<String> heavyClassesLoadedBy(Class<?> main, String argument) throws IOException, InterruptedException {
        var loaded = folder.resolve("loaded");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(
                java, "-Xlog:class+load:file=" + loaded, "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(argument.split(" ")));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertThat(process.waitFor()).as("exit code of %s", argument).isZero();
        try (Stream<String> lines = Files.lines(loaded)) {
            return lines.filter(line -> HEAVY.stream().anyMatch(line::contains)).toList();
        }
    }

    static final class Planted {
        private Planted() {}

        public static void main(String[] args) {
            if (!org.springframework.util.StringUtils.hasText(args[0])) {
                throw new IllegalArgumentException("argument expected");
            }
        }
    }
}
