package dev.mandate.service.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mandate deployment confirm ID}: what answers there is the right one. */
@Command(
        name = "confirm",
        description = {
            "Accepts another instance, or another endpoint, as the deployment; until then nothing is changed there.",
            "What is confirmed counts as never reconciled: its removals wait for a yes."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate deployment confirm warehouse-prod --token-file data/operators/ada.token")
final class DeploymentConfirmCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "ID", description = "the deployment")
    private String id = "";

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.post(Link.path("deployments", id, "confirm"), Map.of(), step -> {});
            if (output.json()) {
                output.print(answer);
            } else {
                output.out()
                        .println("Deployment " + answer.text("deployment") + " is " + answer.text("identity_pin")
                                + " from now on.");
                output.out().flush();
            }
            return ExitCode.OK.code();
        }
    }
}
