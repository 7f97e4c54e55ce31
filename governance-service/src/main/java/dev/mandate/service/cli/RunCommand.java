package dev.mandate.service.cli;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.service.api.Api;
import dev.mandate.service.directory.SourceOutcome;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.policy.Publication;
import dev.mandate.service.reconcile.DeploymentView;
import dev.mandate.service.reconcile.ReconcileApi;
import dev.mandate.service.reconcile.Reconciliation;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.OperatorApi;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mandate run}: sources and policy to deployments, without a web server. */
@Command(
        name = "run",
        description = {
            "Reads the sources and the policy folder that mandate.yaml names, and brings every deployment to what they",
            "say: plan, guard, apply, read back. Then again and again, until it is ended or --once is given."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mandate run --config mandate.yaml --once --check      what would be done",
            "  mandate run --config mandate.yaml --once              do it",
            "  mandate run --once --approve 3f9a1c20… --token-file data/operators/grace.token"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private Connect connect = new Connect();

    @Mixin
    private Output output = new Output();

    @Option(names = "--once", description = "end after one round")
    private boolean once;

    @Option(names = "--check", description = "apply nothing; exit code 2 where there is something to change")
    private boolean check;

    @Option(
            names = "--approve",
            paramLabel = "HASH",
            description = "first say yes to what waits under this hash, as the operator of --token-file")
    private @Nullable String approve;

    @Override
    public Integer call() throws InterruptedException {
        connect.requireHost("run");
        Settings settings = connect.settings();
        try (var serving = new Serving();
                OpenService service = OpenService.of(settings)) {
            if (settings.database().isEmpty() && !service.owned()) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "another process holds " + settings.data()
                                + "; ask it with `mandate plan` or `mandate apply`, or end it first");
            }
            Caller caller = connect.caller(service);
            var operators = service.get(OperatorApi.class);
            var steward = new Steward(
                    service,
                    settings.policy(),
                    () -> caller.may(Permission.POLICY_PUBLISH)
                            ? operators.named(caller.name())
                            : operators.of(HostUser.name()));
            ExitCode ended = round(steward, service, caller);
            if (once || check) {
                return ended.code();
            }
            try (var _ = Jobs.start(service, steward, settings)) {
                output.err().println("mandate: running; end it with Ctrl-C");
                output.err().flush();
                serving.untilTold();
            }
        }
        return ExitCode.OK.code();
    }

    private ExitCode round(Steward steward, OpenService service, Caller caller) {
        var codes = new ArrayList<ExitCode>();
        for (SourceOutcome outcome : steward.refresh()) {
            codes.add(told(outcome));
        }
        try {
            reconciled(steward, service, caller, codes);
        } catch (CommandFailure failed) {
            codes.add(failed.exitCode());
            throw new CommandFailure(ExitCode.ofAll(codes), String.valueOf(failed.getMessage()));
        }
        return ExitCode.ofAll(codes);
    }

    private void reconciled(Steward steward, OpenService service, Caller caller, List<ExitCode> codes) {
        if (!check) {
            codes.add(publish(steward));
        }
        PolicyVersion policy = (check ? steward.previewed() : steward.inForce())
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.WAITING,
                        "no policy is in force; see the lines above, or mandate policy publish --help"));
        if (approve != null) {
            approve(service, caller, approve);
        }
        var api = service.get(Api.class);
        var progress = Progress.of(policy.policy().deployments().size(), output.err());
        Consumer<Reconciliation> step = one -> progress.deployment(View.of(api.json(DeploymentView.of(one))));
        List<Reconciliation> ended = check ? steward.check(policy, step) : steward.reconcile(policy, step);
        progress.end();
        View report = View.of(api.json(RunReport.of(
                ended,
                policy.number(),
                service.get(PolicyApi.class).deciders().people(),
                steward.slower(),
                steward.advance())));
        if (output.json()) {
            output.print(report);
        } else {
            Results.print(report.views("deployments"), output.out());
            report.views("slower")
                    .forEach(slow -> output.out().println(slow.text("about") + ": " + slow.text("message")));
            if (report.number("people") == 1) {
                output.out().println("One person decides alone here (people: 1).");
            }
        }
        codes.add(Results.exitCode(report.views("deployments")));
    }

    /** A folder that nobody may publish leaves the version before in force, and leavers still lose their access. */
    private ExitCode publish(Steward steward) {
        try {
            return steward.publish().map(this::told).orElse(ExitCode.OK);
        } catch (CommandFailure waiting) {
            output.err().println("mandate: " + waiting.getMessage());
            return waiting.exitCode();
        }
    }

    private void approve(OpenService service, Caller caller, String hash) {
        service.get(ReconcileApi.class).approve(caller, hash, "said with run --approve");
        output.err().println("mandate: approved as " + caller.name());
    }

    private ExitCode told(SourceOutcome outcome) {
        return switch (outcome) {
            case SourceOutcome.Accepted ignored -> ExitCode.OK;
            case SourceOutcome.Pushed ignored -> ExitCode.OK;
            case SourceOutcome.Quarantined held -> {
                held.findings()
                        .forEach(finding ->
                                output.err().println("mandate: source " + held.source() + ": " + finding.message()));
                output.err()
                        .println("mandate: source " + held.source()
                                + " waits: what was read before stays in force; allow it"
                                + " with: mandate source release " + held.source() + " " + held.hash() + " --reason …");
                yield ExitCode.WAITING;
            }
            case SourceOutcome.Failed failed -> {
                output.err().println("mandate: " + failed.message());
                yield ExitCode.FAILED;
            }
        };
    }

    private ExitCode told(Publication publication) {
        PublicationText.lines(publication).forEach(line -> output.err().println("mandate: " + line));
        return switch (publication) {
            case Publication.Published ignored -> ExitCode.OK;
            case Publication.Unchanged ignored -> ExitCode.OK;
            case Publication.Waiting ignored -> ExitCode.WAITING;
            case Publication.Refused ignored -> ExitCode.WAITING;
        };
    }
}
