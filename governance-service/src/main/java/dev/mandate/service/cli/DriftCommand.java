package dev.mandate.service.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mandate drift}: what differs, since when, and who decided what about it. */
@Command(
        name = "drift",
        description = {
            "Shows where deployments differ from policy, as the last reconciliations left it.",
            "Exit code 2: there are differences that nobody answers for.",
            "--matrix compares one Role or AppRole over all deployments: where it is as wanted, where something is",
            "missing, unexpected or different, since when and what likely made it, and where nothing is known."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mandate drift warehouse-prod",
            "  mandate drift --matrix --app-role analyst --label env=prod",
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

    @Option(names = "--matrix", description = "compare over deployments, with one of --role and --app-role")
    private boolean matrix;

    @ArgGroup
    private @Nullable Compared compared;

    private static final class Compared {
        @Option(names = "--role", paramLabel = "ID", description = "what a Role of policy gives, and who holds it")
        private @Nullable String role;

        @Option(names = "--app-role", paramLabel = "NAME", description = "what an AppRole holds, and who is in it")
        private @Nullable String appRole;

        Map<String, List<String>> query(Map<String, List<String>> where) {
            Map<String, List<String>> query = new HashMap<>(where);
            if (role != null) {
                query.put("role", List.of(role));
            }
            if (appRole != null) {
                query.put("app_role", List.of(appRole));
            }
            return query;
        }
    }

    @Override
    public Integer call() {
        if (matrix || compared != null) {
            return compare();
        }
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

    private int compare() {
        if (!matrix || compared == null) {
            throw new CommandFailure(
                    ExitCode.USAGE, "write --matrix and what is compared: --matrix --role ID, or --app-role NAME");
        }
        if (read) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--matrix compares what the last looks left: run mandate drift --read first");
        }
        try (Link link = connect.open()) {
            View answer = link.get("/drift/matrix", compared.query(where.query()));
            if (output.json()) {
                output.print(answer);
            } else {
                new MatrixPrinter(answer, output.out()).print();
                output.out().flush();
            }
            return exitCode(answer).code();
        }
    }

    private static ExitCode exitCode(View matrix) {
        List<View> cells = matrix.views("rows").stream()
                .flatMap(row -> row.views("cells").stream())
                .toList();
        if (cells.isEmpty()
                || cells.stream().anyMatch(cell -> cell.text("state").equals("unknown"))) {
            return ExitCode.FAILED;
        }
        return cells.stream().anyMatch(cell -> cell.has("first_seen")) ? ExitCode.DIFFERENCES : ExitCode.OK;
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
