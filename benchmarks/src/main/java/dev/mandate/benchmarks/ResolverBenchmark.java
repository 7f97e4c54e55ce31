package dev.mandate.benchmarks;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Grant;
import dev.mandate.model.state.AccessSnapshot;
import dev.mandate.model.state.DeploymentContext;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.Resolver;
import dev.mandate.model.subject.SubjectId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Resolves a whole fleet deployment by deployment, with sources, as the service does, and compares with
 * {@link PlainResolver}, which makes the same grants without sources. Run it with {@code -Xmx2g}; arguments are people,
 * groups, roles and deployments. Exits with 1 above the goal, or when the two disagree.
 */
public final class ResolverBenchmark {
    private static final double GOAL_SECONDS = 15;
    private static final int SAMPLE = 100;

    private ResolverBenchmark() {}

    public static void main(String[] args) {
        Fleet fleet = args.length == 4
                ? new Fleet(number(args[0]), number(args[1]), number(args[2]), number(args[3]))
                : new Fleet(100_000, 20_000, 2_000, 1_000);
        AccessSnapshot snapshot = fleet.snapshot(1);
        System.out.printf("%s, nested %d deep, heap %d MB%n", fleet, Fleet.NESTING, Measure.heapMegabytes());

        var watch = new Measure.Watch();
        Resolver resolver = Resolver.of(snapshot);
        System.out.println("prepared in " + watch.read());
        long grants = 0;
        long sources = 0;
        long peak = 0;
        for (int number = 0; number < fleet.deployments(); number++) {
            DesiredState state = resolver.desired(context(number));
            grants += state.grants().size();
            for (DesiredState.DesiredGrant grant : state.grants().values()) {
                sources += grant.sources().size();
            }
            peak = Math.max(peak, Measure.usedMegabytes());
        }
        Measure ours = watch.read();
        System.out.printf(
                "resolved %,d grants with %,d sources in %s, at most %d MB in use%n", grants, sources, ours, peak);

        Measure plain = plain(snapshot, grants);
        System.out.printf(
                "resolver %.2f s, plain hash maps without sources %.2f s of one processor: ratio %.2f%n",
                ours.processor(), plain.processor(), ours.processor() / plain.processor());
        compare(fleet, snapshot, resolver);
        if (ours.processor() > GOAL_SECONDS) {
            System.exit(1);
        }
    }

    private static Measure plain(AccessSnapshot snapshot, long expected) {
        var watch = new Measure.Watch();
        var plain = new PlainResolver(snapshot);
        long grants = 0;
        for (SubjectId subject : snapshot.directory().subjects().keySet()) {
            for (Set<Grant> here : plain.grants(subject).values()) {
                grants += here.size();
            }
        }
        Measure taken = watch.read();
        System.out.printf("plain hash maps: %,d grants in %s%n", grants, taken);
        if (grants != expected) {
            throw new IllegalStateException("the two disagree: " + grants + " and " + expected);
        }
        return taken;
    }

    private static void compare(Fleet fleet, AccessSnapshot snapshot, Resolver resolver) {
        List<SubjectId> people = snapshot.directory().subjects().keySet().stream()
                .sorted()
                .limit(SAMPLE)
                .toList();
        var plain = new PlainResolver(snapshot);
        List<Map<DeploymentId, Set<Grant>>> expected =
                people.stream().map(plain::grants).toList();
        for (int number = 0; number < fleet.deployments(); number++) {
            DeploymentId id = Fleet.deployment(number).id();
            var here = new HashSet<Grant>();
            expected.forEach(grants -> here.addAll(grants.getOrDefault(id, Set.of())));
            if (!resolver.desired(context(number), Set.copyOf(people))
                    .grants()
                    .keySet()
                    .equals(here)) {
                throw new IllegalStateException("the two disagree on " + id);
            }
        }
        System.out.println("both agree on every grant of " + people.size() + " people");
    }

    private static DeploymentContext context(int number) {
        return DeploymentContext.untouched(Fleet.deployment(number), Fleet.vocabulary());
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }
}
