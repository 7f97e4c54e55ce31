package dev.mandate.service.cli;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.SourceStanding;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.ledger.LedgerStanding;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.reconcile.DeploymentStanding;
import dev.mandate.service.reconcile.ReconcileApi;
import dev.mandate.service.signin.RecoveryApi;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the store knows of sources, policy, deployments and the ledger, asked for at each scrape, so that every replica
 * tells the same. What is unknown has no sample: it is not zero.
 */
final class Standings implements MultiCollector {
    private static final Logger LOG = LoggerFactory.getLogger(Standings.class);
    private static final Caller SCRAPE = Caller.reader("metrics");

    private final DirectoryApi directory;
    private final PolicyApi policies;
    private final ReconcileApi reconcile;
    private final LedgerApi ledger;
    private final RecoveryApi recovery;
    private final Clock clock;

    Standings(
            DirectoryApi directory,
            PolicyApi policies,
            ReconcileApi reconcile,
            LedgerApi ledger,
            RecoveryApi recovery,
            Clock clock,
            PrometheusRegistry registry) {
        this.directory = directory;
        this.policies = policies;
        this.reconcile = reconcile;
        this.ledger = ledger;
        this.recovery = recovery;
        this.clock = clock;
        registry.register(this);
    }

    /** A store that does not answer is itself told, and does not take the other metrics away. */
    @Override
    public MetricSnapshots collect() {
        try {
            return standings();
        } catch (RuntimeException unanswered) {
            LOG.warn("metrics: the store does not answer", unanswered);
            return MetricSnapshots.of(one("mandate_store_up", "whether the store answers", 0));
        }
    }

    private MetricSnapshots standings() {
        Instant now = clock.now();
        Optional<PolicyVersion> inForce = policies.inForce();
        boolean proposed = policies.waiting(SCRAPE).isPresent();
        LedgerStanding standing = ledger.standing();
        var all = MetricSnapshots.builder()
                .metricSnapshot(one("mandate_store_up", "whether the store answers", 1))
                .metricSnapshot(
                        one("mandate_policy_waiting", "whether a policy waits for a second person", flag(proposed)))
                .metricSnapshot(one(
                        "mandate_recovery_open", "whether somebody recovers on the host now", flag(recovery.isOpen())))
                .metricSnapshot(one("mandate_ledger_entries", "entries in the tree", (double) standing.size()))
                .metricSnapshot(
                        one("mandate_ledger_waiting", "entries not yet in the tree", (double) standing.waiting()));
        inForce.ifPresent(policy ->
                all.metricSnapshot(one("mandate_policy_version", "the version in force", (double) policy.number())));
        sources(all, directory.standings(), now);
        deployments(all, reconcile.standings(SCRAPE), now);
        return all.build();
    }

    private static void sources(MetricSnapshots.Builder all, List<SourceStanding> sources, Instant now) {
        Function<SourceStanding, Labels> label =
                one -> Labels.of("source", one.source().value());
        all.metricSnapshot(many(
                        "mandate_source_age_seconds",
                        "since the last complete reading that was taken over; no sample: never",
                        sources,
                        label,
                        one -> age(Optional.ofNullable(one.accepted()), now)))
                .metricSnapshot(many(
                        "mandate_source_failing",
                        "whether the last read failed",
                        sources,
                        label,
                        one -> Optional.of(flag(one.errorCode() != null))))
                .metricSnapshot(many(
                        "mandate_source_remarks",
                        "what source check notes of the last complete reading",
                        sources,
                        label,
                        one -> Optional.of((double) one.remarks().size())))
                .metricSnapshot(many(
                        "mandate_source_untold",
                        "whether it does not tell of its changes as it could, and is only read now and then",
                        sources,
                        label,
                        one -> Optional.of(flag(one.untold() != null))))
                .metricSnapshot(many(
                        "mandate_source_waiting",
                        "whether a difference waits for a release",
                        sources,
                        label,
                        one -> Optional.of(flag(one.waiting() != null))));
    }

    private static void deployments(MetricSnapshots.Builder all, List<DeploymentStanding> deployments, Instant now) {
        Function<DeploymentStanding, Labels> label =
                one -> Labels.of("deployment", one.deployment().value());
        all.metricSnapshot(many(
                        "mandate_deployment_age_seconds",
                        "since it was last read completely; no sample: never",
                        deployments,
                        label,
                        one -> age(one.read(), now)))
                .metricSnapshot(many(
                        "mandate_deployment_drift",
                        "open differences between policy and what was read",
                        deployments,
                        label,
                        one -> Optional.of((double) one.drift())))
                .metricSnapshot(many(
                        "mandate_deployment_waiting",
                        "changes that wait for an approval",
                        deployments,
                        label,
                        one -> Optional.of((double) one.waiting())))
                .metricSnapshot(many(
                        "mandate_deployment_result",
                        "1 for how the last reconciliation ended",
                        deployments,
                        one -> label.apply(one).add("result", one.result().word()),
                        one -> Optional.of(1.0)));
    }

    private static Optional<Double> age(Optional<Instant> since, Instant now) {
        return since.map(then -> Duration.between(then, now).toMillis() / 1000.0);
    }

    private static double flag(boolean is) {
        return is ? 1 : 0;
    }

    private static GaugeSnapshot one(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }

    private static <T> GaugeSnapshot many(
            String name, String help, List<T> all, Function<T, Labels> labels, Function<T, Optional<Double>> value) {
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        all.forEach(one -> value.apply(one)
                .ifPresent(known -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels.apply(one))
                        .value(known)
                        .build())));
        return gauge.build();
    }
}
