package dev.mandate.agent.runtime;

import com.sun.net.httpserver.HttpServer;
import dev.mandate.agent.api.InstalledAgents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the agent process. */
@Command(
        name = "mandate-agent",
        description = {
            "Runs beside targets of Mandate and holds their secrets itself: asks the service for signed work over HTTPS, does",
            "it, and keeps a journal of what it changed. Nothing connects to it."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {Main.Join.class, Main.Run.class},
        footerHeading = "%nExample:%n",
        footer = {
            "  mandate agent enrol eu-west                      # on the service's host: prints a token, good once",
            "  mandate-agent join --token-file join.token       # here",
            "  mandate-agent run"
        })
final class Main {
    private static final int USAGE = 64;
    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] arguments) {
        var line = new CommandLine(new Main());
        line.getCommandSpec().exitCodeOnInvalidInput(USAGE);
        line.getSubcommands().values().forEach(sub -> sub.getCommandSpec().exitCodeOnInvalidInput(USAGE));
        line.setExecutionExceptionHandler((failed, command, parsed) -> {
            command.getErr().println(failed.getMessage());
            return FAILED;
        });
        System.exit(line.execute(arguments));
    }

    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** What both commands need. */
    abstract static class WithConfig {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                defaultValue = "agent.yaml",
                description = "the agent's file (default: ${DEFAULT-VALUE})")
        private Path config = Path.of("agent.yaml");

        RuntimeSettings settings() {
            return RuntimeSettings.read(config);
        }
    }

    @Command(
            name = "join",
            description =
                    "Shows the token of 'mandate agent enrol' once, makes this agent's key, and keeps the service's.",
            mixinStandardHelpOptions = true)
    static final class Join extends WithConfig implements Callable<Integer> {
        @Option(names = "--token-file", paramLabel = "FILE", required = true, description = "holds the token alone")
        private Path token = Path.of("");

        @Override
        public Integer call() throws ServiceLink.Failed, InterruptedException {
            RuntimeSettings settings = settings();
            try (var folder = new AgentFolder(settings.data())) {
                folder.lock();
                if (folder.hasJoined()) {
                    throw new RuntimeFailure(
                            "this agent is " + folder.membership().agent() + " already; for another one"
                                    + " name another folder under 'data'");
                }
                AgentFolder.Membership membership = ServiceLink.join(
                        settings, folder.key(), Files.readString(token).strip(), version());
                folder.joined(membership);
                System.out.println("Joined " + membership.issuer() + " as the agent " + membership.agent()
                        + ". Its key and journal are in " + settings.data() + ".");
                return 0;
            } catch (IOException unreadable) {
                throw new RuntimeFailure("cannot read the token file " + token, unreadable);
            }
        }
    }

    @Command(name = "run", description = "Works for the service until it is ended.", mixinStandardHelpOptions = true)
    static final class Run extends WithConfig implements Callable<Integer> {
        private static final Duration LONGEST_END = Duration.ofSeconds(30);

        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public Integer call() throws InterruptedException {
            RuntimeSettings settings = settings();
            try (var folder = new AgentFolder(settings.data())) {
                folder.lock();
                work(settings, folder);
            } finally {
                ended.countDown();
            }
            // It only ends by itself where something is wrong: whoever watches it starts it again.
            return FAILED;
        }

        /** Keeps the process until what was begun is journaled. */
        private static void end(Thread asking, CountDownLatch ended) {
            asking.interrupt();
            try {
                if (!ended.await(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
                    System.err.println("Work was still going on; the service reads what became of it");
                }
            } catch (InterruptedException now) {
                Thread.currentThread().interrupt();
            }
        }

        private void work(RuntimeSettings settings, AgentFolder folder) throws InterruptedException {
            AgentFolder.Membership membership = folder.membership();
            var clock = new ServiceClock();
            var agents = InstalledAgents.installed(
                    List.of(), new LocalSecrets(settings.secrets(), settings.reach()), clock::now);
            try (Journal journal = Journal.open(folder.journal());
                    var targets = new Targets(agents)) {
                var pulse = new Pulse(clock, journal);
                Optional<HttpServer> health = settings.listen().map(pulse::serve);
                var link = ServiceLink.of(settings, clock, folder.key(), membership);
                var worker =
                        new Worker(membership.agent(), targets, journal, settings.never(), clock, new Readings(folder));
                var loop = new WorkLoop(
                        link,
                        worker,
                        journal,
                        targets,
                        membership.orders(),
                        clock,
                        pulse,
                        new Backoff(new SecureRandom()),
                        version());
                Thread asking = Thread.ofPlatform().name("work").start(loop);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(asking, ended)));
                System.err.println("Agent " + membership.agent() + " works for " + settings.server());
                asking.join();
                loop.drain(LONGEST_END);
                health.ifPresent(server -> server.stop(0));
            }
        }
    }
}
