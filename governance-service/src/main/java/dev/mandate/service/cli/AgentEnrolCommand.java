package dev.mandate.service.cli;

import dev.mandate.service.fleet.AgentApi;
import dev.mandate.service.platform.Token;
import dev.mandate.service.settings.Settings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mandate agent enrol NAME}: a host command. */
@Command(
        name = "enrol",
        description = {
            "Invites an agent: writes a token that is good for one join within an hour. The agent makes its own key when it joins.",
            "An agent that joined before goes on until the new one joins, and is nobody from then on."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {
            "  mandate agent enrol eu-west",
            "  mandate-agent join --token-file eu-west.join     # beside its targets, then: mandate-agent run"
        })
final class AgentEnrolCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Parameters(paramLabel = "NAME", description = "1 to 32 of a-z, 0-9 and inner '-', as policy says it: agent: NAME")
    private String name = "";

    @Override
    public Integer call() {
        connect.requireHost("agent enrol");
        Settings settings = connect.settings();
        Path file = settings.data().resolve("agents").resolve(name + ".join");
        try (OpenService service = OpenService.of(settings)) {
            Token token = service.get(AgentApi.class).invite(name, HostUser.actor());
            RecoveryKey.remove(file);
            TokenFile.write(file, token.value());
        }
        connect.out()
                .println("Agent " + name + " may join once until " + AgentApi.INVITATION.toMinutes()
                        + " minutes from now, with the token in " + file);
        return ExitCode.OK.code();
    }
}
