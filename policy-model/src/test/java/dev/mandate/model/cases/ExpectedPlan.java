package dev.mandate.model.cases;

import dev.mandate.model.plan.GuardedPlan;
import dev.mandate.model.state.Drift;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a plan as a whole.
 *
 * @param result {@code auto} where all of it goes, {@code waits} where none does, {@code partly}, or {@code in-sync}
 *     where there is nothing to do
 * @param findings each as code and what it is about
 * @param unmanaged what differs and is left alone because it is outside the scope
 * @param hash of the plan, where the case pins it
 */
public record ExpectedPlan(
        String result,
        Set<String> findings,
        Set<String> unmanaged,
        @Nullable String hash) {
    static final Set<String> RESULTS = Set.of("auto", "waits", "partly", "in-sync");

    public ExpectedPlan {
        findings = Set.copyOf(findings);
        unmanaged = Set.copyOf(unmanaged);
        if (!RESULTS.contains(result)) {
            throw new IllegalArgumentException("expect is one of " + RESULTS + ", not " + result);
        }
    }

    /** {@code auto}, or {@code {result: auto, findings: […], unmanaged: […], hash: …}}. */
    static ExpectedPlan read(Yaml expect, String deployment) {
        if (expect.values().get(deployment) instanceof String result) {
            return new ExpectedPlan(result, Set.of(), Set.of(), null);
        }
        Yaml here = expect.in(deployment).only("result", "findings", "unmanaged", "hash");
        return new ExpectedPlan(
                here.need("result"),
                new TreeSet<>(here.texts("findings")),
                here.texts("unmanaged").stream().map(PlanWords::thing).collect(Collectors.toSet()),
                here.text("hash"));
    }

    /** What really becomes of it. */
    public static ExpectedPlan of(GuardedPlan guarded, boolean withHash) {
        Set<String> findings = Stream.concat(guarded.plan().findings().stream(), guarded.findings().stream())
                .map(finding -> finding.code().code() + " " + finding.about())
                .collect(Collectors.toSet());
        Set<String> unmanaged = guarded.plan().drift().stream()
                .filter(Drift.Unmanaged.class::isInstance)
                .map(drift -> drift.thing().toString())
                .collect(Collectors.toSet());
        return new ExpectedPlan(
                result(guarded), findings, unmanaged, withHash ? guarded.plan().hash() : null);
    }

    private static String result(GuardedPlan guarded) {
        if (guarded.plan().isEmpty()) {
            return "in-sync";
        }
        if (guarded.waiting().isEmpty()) {
            return "auto";
        }
        return guarded.proceeding().isEmpty() ? "waits" : "partly";
    }
}
