package dev.mandate.service.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mandate subject show WHO}. */
@Command(
        name = "show",
        description = "Shows somebody with every identity that sources state, and how these were linked.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate subject show corp/ann")
final class SubjectShowCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", paramLabel = "WHO", description = "source/username, or an id")
    private String who = "";

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            new SubjectPrinter(output).print(link.get(Link.path("subjects", who), Map.of()));
            return ExitCode.OK.code();
        }
    }
}
