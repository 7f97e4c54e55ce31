package dev.mandate.service.cli;

import dev.mandate.model.ledger.JsonValue;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mandate approve HASH}: somebody else's yes. */
@Command(
        name = "approve",
        description = {
            "Says yes to exactly the changes that wait under a hash, as `plan` and `apply` show it, or to the policy that",
            "waits under one, as `policy publish` shows it.",
            "Nobody approves what they published or would benefit from; with people: 1 in mandate.yaml, whoever published",
            "it does so later, and it is kept as self-confirmed. The yes is void after 24 hours."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  mandate approve 3f9a1c20… --reason \"they left in March\" --token-file data/operators/grace.token")
final class ApproveCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "HASH", description = "whole, as plan or policy publish shows it")
    private String hash = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "kept on the ledger")
    private String reason = "";

    @Override
    public Integer call() {
        Map<String, JsonValue> yes = Map.of("hash", JsonValue.text(hash), "reason", JsonValue.text(reason));
        try (Link link = connect.open()) {
            if (isPolicy(link.get("/policy", Map.of()).view("waiting"))) {
                View published = link.post("/policy/approvals", yes, step -> {});
                PolicyPublishCommand.print(published, output);
                return PolicyPublishCommand.exitCode(published).code();
            }
            View answer = link.post("/approvals", yes, step -> {});
            if (output.json()) {
                output.print(answer);
            } else {
                output.out()
                        .println(answer.text("changes") + " changes are "
                                + (answer.text("assurance").equals("self-confirmed") ? "self-confirmed" : "approved")
                                + " until " + answer.text("expires") + "; the next apply makes them.");
            }
            return ExitCode.OK.code();
        }
    }

    /** Two policies with the same first digits can be made, to show one and put the other in its place. */
    private boolean isPolicy(View waiting) {
        String whole = waiting.text("hash");
        if (!whole.equals(hash) && !hash.isEmpty() && whole.startsWith(hash)) {
            throw new CommandFailure(ExitCode.USAGE, "a policy waits under this; name its whole hash: " + whole);
        }
        return !hash.isEmpty() && whole.equals(hash);
    }
}
