package dev.mandate.service.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mandate version}: which build this is and on which Java it runs. */
@Command(name = "version", description = "Prints the version.", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer>, IVersionProvider {
    @Spec
    private CommandSpec spec;

    @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES}")
    private OutputFormat output = OutputFormat.TABLE;

    @Override
    public Integer call() {
        var line = switch (output) {
            case TABLE -> getVersion()[0];
            case JSON -> "{\"version\":\"%s\",\"java\":\"%s\"}".formatted(version(), Runtime.version());
        };
        spec.commandLine().getOut().println(line);
        return ExitCode.OK.code();
    }

    @Override
    public String[] getVersion() {
        return new String[] {"mandate %s (Java %s)".formatted(version(), Runtime.version())};
    }

    private static String version() {
        var build = new Properties();
        try (var file = VersionCommand.class.getResourceAsStream("/META-INF/build-info.properties")) {
            if (file != null) {
                build.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build.getProperty("build.version", "development");
    }
}
