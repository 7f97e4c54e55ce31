package dev.mandate.benchmarks;

import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Grant;
import dev.mandate.model.state.AccessSnapshot;
import dev.mandate.model.state.DeploymentContext;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.Resolver;
import dev.mandate.model.subject.SubjectId;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;

/**
 * Resolves a whole fleet deployment by deployment, as the service does, and compares with {@link PlainResolver} on a
 * sample. Run it with {@code -Xmx2g}; arguments are people, groups, roles and deployments.
 */
public final class ResolverBenchmark {
    private static final int SAMPLE = 100;
    private static final double SECOND = 1e9;

    private ResolverBenchmark() {}

    public static void main(String[] args) {
        Fleet fleet = args.length == 4
                ? new Fleet(number(args[0]), number(args[1]), number(args[2]), number(args[3]))
                : new Fleet(100_000, 20_000, 2_000, 1_000);
        AccessSnapshot snapshot = fleet.snapshot(1);
        System.out.printf("%s, nested %d deep, heap %d MB%n", fleet, Fleet.NESTING, megabytes(maximum()));

        long started = System.nanoTime();
        long began = cpu();
        Resolver resolver = Resolver.of(snapshot);
        double prepared = (cpu() - began) / SECOND;
        System.out.printf("prepared in %.1f s%n", prepared);

        long grants = 0;
        long sources = 0;
        long peak = 0;
        for (int number = 0; number < fleet.deployments(); number++) {
            DesiredState state = resolver.desired(context(number));
            grants += state.grants().size();
            for (DesiredState.DesiredGrant grant : state.grants().values()) {
                sources += grant.sources().size();
            }
            peak = Math.max(peak, used());
        }
        double seconds = (cpu() - began) / SECOND;
        double wall = (System.nanoTime() - started) / SECOND;
        System.out.printf(
                "resolved %,d grants with %,d sources in %.1f s of one processor (%.1f s by the clock): %,.0f a second,"
                        + " at most %d MB in use%n",
                grants, sources, seconds, wall, grants / seconds, megabytes(peak));
        compare(fleet, snapshot, resolver, seconds);
    }

    private static void compare(Fleet fleet, AccessSnapshot snapshot, Resolver resolver, double seconds) {
        List<SubjectId> people = snapshot.directory().subjects().keySet().stream()
                .sorted()
                .limit(SAMPLE)
                .toList();
        long began = cpu();
        var plain = new PlainResolver(snapshot);
        double prepared = (cpu() - began) / SECOND;
        long sampled = 0;
        began = cpu();
        for (int number = 0; number < fleet.deployments(); number++) {
            sampled += plain.grants(people, deployment(number)).size();
        }
        double part = (cpu() - began) / SECOND;
        double whole = prepared + part * fleet.people() / people.size();
        System.out.printf(
                "plain hash sets: %,d grants of %d people in %.1f s, so %.0f s for all: %.1f times as long%n",
                sampled, people.size(), part, whole, whole / seconds);
        for (int number = 0; number < fleet.deployments(); number += Math.max(1, fleet.deployments() / 10)) {
            Set<Grant> expected = plain.grants(people, deployment(number));
            Set<Grant> actual = resolver.desired(context(number), Set.copyOf(people))
                    .grants()
                    .keySet();
            if (!actual.equals(expected)) {
                throw new IllegalStateException(
                        "the two disagree on " + deployment(number).id());
            }
        }
        System.out.println("both agree on the sample");
    }

    private static Deployment deployment(int number) {
        return Fleet.deployment(number);
    }

    private static DeploymentContext context(int number) {
        return DeploymentContext.untouched(deployment(number), Fleet.vocabulary());
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    /** Processor time of this thread, so that what else runs on the machine does not count. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long maximum() {
        return Runtime.getRuntime().maxMemory();
    }

    private static long megabytes(long bytes) {
        return bytes >> 20;
    }
}
