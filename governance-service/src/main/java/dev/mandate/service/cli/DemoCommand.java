package dev.mandate.service.cli;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.Sources;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.platform.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mandate demo}: the whole product on embedded, but real parts. */
@Command(
        name = "demo",
        description = {
            "Runs the main job on embedded, but real parts: an LDAP directory, three PostgreSQL clusters, the store",
            "and the ledger. Each line says what was done and what was read to check it.",
            "Example: mandate demo --once"
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final String MARKER = ".mandate-demo";

    @Option(names = "--once", description = "end everything after the tour; exit 1 if a claim did not hold")
    private boolean once;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "where the demo keeps its files; emptied at the start (default: ${DEFAULT-VALUE})")
    private Path data = Path.of("data", "demo");

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        empty(data);
        String password = secret();
        var narrator = new Narrator(spec.commandLine().getOut());
        narrator.title("Mandate demo: an LDAP directory, three PostgreSQL clusters, one policy.");
        try (var people = DemoPeople.start(password);
                var targets = DemoTargets.start(data.resolve("targets"), password);
                var database = Database.embedded(data);
                var service = ServiceContext.open(
                        database,
                        LedgerSettings.in(data, List.of()),
                        Sources.of(List.of(people.source())),
                        (name, deployment, endpoint) -> new dev.mandate.agent.api.Secret(password))) {
            new DemoStory(service, people, targets, new DemoPolicy(data.resolve("policy"), targets), narrator).tell();
            if (!once) {
                stay(narrator, people, targets);
            }
        }
        return narrator.allHeld() ? ExitCode.OK.code() : ExitCode.FAILED.code();
    }

    private static void stay(Narrator narrator, DemoPeople people, DemoTargets targets) {
        narrator.step("Everything is still running; look around, and end it with Ctrl-C");
        narrator.tell("the directory " + SourceId.of("corp") + ": ldap://127.0.0.1:" + people.port());
        DemoTargets.NAMES.forEach(name ->
                narrator.tell(name + ": psql -h 127.0.0.1 -p " + targets.port(name) + " -U postgres warehouse"));
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Only a folder that this command made, or an empty one, is emptied. */
    private static void empty(Path folder) {
        try {
            if (Files.isDirectory(folder) && !Files.exists(folder.resolve(MARKER))) {
                try (var files = Files.list(folder)) {
                    if (files.findAny().isPresent()) {
                        throw new CommandFailure(
                                ExitCode.FAILED,
                                "The folder " + folder + " is not a demo's; name an empty one with --data.");
                    }
                }
            }
            if (Files.isDirectory(folder)) {
                try (var files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.createDirectories(folder);
            Files.createFile(folder.resolve(MARKER));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot empty the demo's folder " + folder, e);
        }
    }

    private static String secret() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
