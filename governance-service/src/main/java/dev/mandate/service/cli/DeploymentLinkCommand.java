package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate deployment link ID ACCOUNT SUBJECT}: whose a found account is. */
@Command(
        name = "link",
        description = {
            "Says whose an account is that was there before, where no evidence shows it.",
            "The subject then gets there what policy gives it. Nobody takes an account for themselves."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer =
                "  mandate deployment link warehouse-prod a.smith 7f0c… --reason \"asked her\" --token-file data/operators/grace.token")
final class DeploymentLinkCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", paramLabel = "ID", description = "the deployment")
    private String id = "";

    @Parameters(index = "1", paramLabel = "ACCOUNT", description = "the account's name there")
    private String account = "";

    @Parameters(index = "2", paramLabel = "SUBJECT", description = "the subject's id")
    private String subject = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "kept with the link")
    private String reason = "";

    @Override
    public Integer call() {
        try (Link link = connect.open()) {
            View answer = link.post(
                    Link.path("deployments", id, "links"),
                    Map.of(
                            "account", JsonValue.text(account),
                            "subject", JsonValue.text(subject),
                            "reason", JsonValue.text(reason)),
                    step -> {});
            if (output.json()) {
                output.print(answer);
            } else {
                output.out()
                        .println("Account " + answer.text("account") + " of " + answer.text("deployment")
                                + " belongs to subject " + answer.text("subject") + " from now on.");
                output.out().flush();
            }
            return ExitCode.OK.code();
        }
    }
}
