package dev.mandate.service.reconcile;

import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.plan.Approval;
import dev.mandate.model.plan.GuardedPlan;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Problem.Blame;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the routes of this module take and give. */
final class ReconcileViews {
    private ReconcileViews() {}

    enum Code implements Problem.Code {
        NO_POLICY(409),
        NO_AGENT(404);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public Blame blame() {
            return Blame.USER;
        }
    }

    static Problem nothingPublished() {
        return new Problem(Code.NO_POLICY, "no policy is published yet; see mandate policy publish --help");
    }

    /**
     * Over which deployments; each list means any of its values, an empty one all.
     *
     * @param label {@code name=value}
     */
    record Over(List<DeploymentId> deployment, List<ApplicationName> application, List<String> label) {
        Over {
            for (String one : label) {
                if (one.indexOf('=') < 1) {
                    throw new IllegalArgumentException("'label' is NAME=VALUE");
                }
            }
        }

        Selector selector() {
            var labels = new TreeMap<String, Set<String>>();
            for (String one : label) {
                int equals = one.indexOf('=');
                labels.computeIfAbsent(one.substring(0, equals), name -> new TreeSet<>())
                        .add(one.substring(equals + 1));
            }
            return new Selector(new HashSet<>(application), new HashSet<>(deployment), labels);
        }
    }

    record RunView(List<DeploymentView> deployments, long policyVersion) {}

    /**
     * One change.
     *
     * @param held the codes of the findings for which it waits; null where it would go
     * @param apart whether it is in the second plan, which follows from a version that loosens something
     */
    record ChangeView(
            String change,
            String direction,
            String cause,
            int lane,
            @Nullable List<String> held,
            boolean apart) {}

    /**
     * What would be done in one deployment.
     *
     * @param hash of the first plan
     * @param apartHash of the second one; null where nothing follows from a version that loosens something
     * @param scope what Mandate may change there, in sentences; empty where it was not found out
     * @param observed differences that modes or the managed scope leave alone
     */
    record PlanView(
            DeploymentView deployment,
            @Nullable String hash,
            @Nullable String apartHash,
            List<ChangeView> changes,
            List<String> scope,
            List<String> observed) {
        static PlanView of(Reconciliation one) {
            return new PlanView(
                    DeploymentView.of(one),
                    one.plan().map(guarded -> guarded.plan().hash()).orElse(null),
                    one.apart().map(guarded -> guarded.plan().hash()).orElse(null),
                    Stream.concat(
                                    one.plan().stream().flatMap(guarded -> changes(guarded, false)),
                                    one.apart().stream().flatMap(guarded -> changes(guarded, true)))
                            .toList(),
                    one.scope().map(ManagedScope::lines).orElse(List.of()),
                    observed(one));
        }

        private static Stream<ChangeView> changes(GuardedPlan guarded, boolean apart) {
            Map<PlannedChange, List<String>> held = new HashMap<>();
            guarded.waiting()
                    .forEach(one -> held.put(
                            one.planned(),
                            one.codes().stream().map(FindingCode::code).toList()));
            return guarded.plan()
                    .changes()
                    .map(planned -> new ChangeView(
                            Sentences.of(planned.change()),
                            planned.change().direction().name().toLowerCase(Locale.ROOT),
                            planned.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                            planned.lane().number(),
                            held.get(planned),
                            apart));
        }

        private static List<String> observed(Reconciliation one) {
            if (one.planned() > 0) {
                return List.of();
            }
            return one.drift().stream().map(PlanView::sentence).toList();
        }

        private static String sentence(Drift drift) {
            return drift.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " " + drift.thing();
        }
    }

    record PlansView(List<PlanView> plans, long policyVersion) {}

    /** @param hash the waiting set's, whole */
    record Approve(String hash, String reason) {}

    /**
     * A yes.
     *
     * @param expires it is void then
     * @param assurance how sure it is that somebody said so: host-operator, self-confirmed or step-up
     */
    record ApprovalView(String hash, int changes, Instant expires, String assurance) {
        static ApprovalView of(Approval approval) {
            return new ApprovalView(
                    approval.hash(),
                    approval.approved().size(),
                    approval.expires(),
                    approval.assurance().word());
        }
    }
}
