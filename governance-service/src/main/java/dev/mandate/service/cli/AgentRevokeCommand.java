package dev.mandate.service.cli;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.service.fleet.AgentApi;
import dev.mandate.service.settings.Settings;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate agent revoke NAME}: a host command, so that it works while nobody can sign in. */
@Command(
        name = "revoke",
        description = {
            "Ends a remote agent: its key and tokens are taken no more, and work that it has not begun is void. With",
            "--suspect-since, what it said from then on is not believed: its deployments are changed no more, but for leavers",
            "and Holds, until 'mandate deployment confirm' says that somebody looked."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate agent revoke eu-west --suspect-since 2026-11-26T08:00:00Z")
final class AgentRevokeCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Parameters(paramLabel = "NAME", description = "the agent")
    private String name = "";

    @Option(
            names = "--suspect-since",
            paramLabel = "TIME",
            description = "when somebody else may have had the agent, e.g. 2026-11-26T08:00:00Z")
    private @Nullable String suspect;

    @Override
    public Integer call() {
        connect.requireHost("agent revoke");
        Optional<Instant> since = Optional.ofNullable(suspect).map(AgentRevokeCommand::instant);
        Settings settings = connect.settings();
        Set<DeploymentId> served;
        try (OpenService service = OpenService.of(settings)) {
            served = new TreeSet<>(service.get(AgentApi.class).revoke(name, since, HostUser.actor()));
        }
        connect.out().println("Agent " + name + " is revoked.");
        if (since.isPresent()) {
            connect.out()
                    .println("Rotate the credentials that its own file names; it worked for "
                            + (served.isEmpty() ? "no deployment yet." : served + "."));
        }
        return ExitCode.OK.code();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException unreadable) {
            throw new CommandFailure(ExitCode.USAGE, "--suspect-since is a time such as 2026-11-26T08:00:00Z");
        }
    }
}
