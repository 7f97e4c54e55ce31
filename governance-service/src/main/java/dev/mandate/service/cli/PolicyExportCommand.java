package dev.mandate.service.cli;

import dev.mandate.service.policy.PolicyExport;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate policy export DIR}: a version as a folder. */
@Command(
        name = "export",
        description = {
            "Writes the policy in force, or an older version, into an empty folder.",
            "Published again it has the same hash. Comments and the layout of files are not kept."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  mandate policy export ./policy", "  mandate policy export ./old --version-number 3"})
final class PolicyExportCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "DIR", description = "made if it does not exist, and must be empty")
    private Path folder = Path.of(".");

    @Option(names = "--version-number", paramLabel = "NUMBER", description = "default: the version in force")
    private @Nullable Long number;

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.get(
                    "/policy/files", number == null ? Map.of() : Map.of("version", List.of(String.valueOf(number))));
            var files = new TreeMap<String, String>();
            answer.views("files").forEach(file -> files.put(file.text("name"), file.text("text")));
            List<Path> written = write(files);
            if (output.json()) {
                output.print(answer);
            } else {
                written.forEach(output.out()::println);
                output.out().println("version " + answer.text("version") + ", hash " + answer.text("hash"));
            }
            return ExitCode.OK.code();
        }
    }

    private List<Path> write(Map<String, String> files) {
        try {
            return PolicyExport.write(files, folder);
        } catch (DirectoryNotEmptyException full) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    folder + " is not empty: name another folder, since a file left over would become policy");
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.FAILED, "cannot write into " + folder + ": " + failed.getMessage());
        }
    }
}
