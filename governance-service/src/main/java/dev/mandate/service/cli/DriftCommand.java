package dev.mandate.service.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mandate drift}: what differs, since when, and who decided what about it. */
@Command(
        name = "drift",
        description = {
            "Shows where deployments differ from policy, as the last reconciliations left it.",
            "Exit code 2: there are differences that nobody answers for."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mandate drift warehouse-prod",
            "  mandate drift --read --token-file data/operators/ada.token",
            "  mandate drift revert 0d9c0c4e-… --reason \"not asked for\" --token-file data/operators/grace.token"
        },
        subcommands = {DriftRevertCommand.class, DriftAdoptCommand.class, DriftExemptCommand.class})
final class DriftCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Mixin
    private Where where = new Where();

    @Option(names = "--read", description = "read the deployments first; changes nothing there")
    private boolean read;

    @Override
    public Integer call() {
        var progress = new Progress(output.err());
        try (Link link = connect.open()) {
            View answer =
                    read ? link.post("/drift/looks", where.body(), progress::step) : link.get("/drift", where.query());
            progress.end();
            answer.texts("unread").forEach(line -> output.err().println("mandate: not read: " + line));
            List<View> drift = answer.views("drift");
            if (output.json()) {
                output.print(answer);
            } else {
                print(drift);
            }
            if (!answer.texts("unread").isEmpty()) {
                return ExitCode.FAILED.code();
            }
            boolean any = drift.stream().anyMatch(one -> !one.has("exemption"));
            return (any ? ExitCode.DIFFERENCES : ExitCode.OK).code();
        }
    }

    private void print(List<View> drift) {
        if (drift.isEmpty()) {
            output.out().println("No differences are known.");
            output.out().flush();
            return;
        }
        var table = new TextTable(
                "ID", "DEPLOYMENT", "WHAT", "WHO", "ENTITLEMENT", "CAUSE", "LIKELY", "SINCE", "SEEN", "DECIDED");
        drift.forEach(one -> table.row(
                one.text("id"),
                one.text("deployment"),
                one.text("sort"),
                one.text("principal"),
                one.text("entitlement"),
                one.text("cause"),
                one.text("likely"),
                one.text("first_seen"),
                one.text("seen"),
                decided(one)));
        table.print(output.out());
    }

    private static String decided(View drift) {
        if (drift.has("exemption")) {
            View exemption = drift.view("exemption");
            return "exempt until " + exemption.text("until") + " (" + exemption.text("owner") + ")";
        }
        return drift.text("decision");
    }
}
