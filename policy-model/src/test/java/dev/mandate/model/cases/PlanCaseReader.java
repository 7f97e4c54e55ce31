package dev.mandate.model.cases;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Policy;
import dev.mandate.model.plan.GuardContext;
import dev.mandate.model.plan.GuardContext.Doubt;
import dev.mandate.model.plan.GuardContext.History;
import dev.mandate.model.plan.GuardContext.Pin;
import dev.mandate.model.plan.GuardContext.Sources;
import dev.mandate.model.plan.PlanLimits;
import dev.mandate.model.plan.PlanLimits.Ability;
import dev.mandate.model.plan.PlanLimits.Unit;
import dev.mandate.model.plan.Standing;
import dev.mandate.model.state.DeploymentContext;
import dev.mandate.model.state.DesiredState;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.Resolver;
import dev.mandate.model.subject.SourceId;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what was found in one deployment, in which circumstances, and what is planned there. */
final class PlanCaseReader {
    private static final AccountName AGENT = AccountName.of("agent");
    private final PolicyCase one;
    private final Yaml file;
    private final String deployment;
    private final DeploymentContext context;

    PlanCaseReader(PolicyCase one, String deployment) {
        this.one = one;
        this.file = one.file();
        this.deployment = deployment;
        this.context = one.context(deployment);
    }

    PlanCase read() {
        Yaml when = file.in("when").only("first-run", "time", "pin", "sources", "absent", "removals", "largest-plan");
        Deployment here = context.deployment();
        DesiredState desired = Resolver.of(one.snapshot()).desired(context);
        ObservedState observed = new ObservedReader(
                        file.in("observed"), here.id(), one.snapshot().asOf())
                .read();
        Policy policy = one.snapshot().policy().policy();
        ManagedScope scope = ManagedScope.of(policy, here, desired, observed, made(), AGENT);
        return new PlanCase(
                one.name() + " in " + deployment,
                here.id(),
                desired,
                observed,
                scope,
                limits(),
                guards(when, policy.guards(), Standing.of(observed, scope)),
                file.in("plan").each(deployment).stream().map(PlanWords::line).toList(),
                ExpectedPlan.read(file.in("expect"), deployment));
    }

    /** Every linked account was made by Mandate, unless {@code made} says which were. */
    private Set<AccountName> made() {
        return file.has("made")
                ? file.texts("made").stream().map(AccountName::of).collect(Collectors.toSet())
                : Set.copyOf(context.links().values());
    }

    private PlanLimits limits() {
        Yaml profile = file.in("profile").only("unit", "max-batch", "cannot");
        var abilities = EnumSet.allOf(Ability.class);
        profile.texts("cannot").forEach(word -> abilities.remove(word(Ability.class, word)));
        return new PlanLimits(
                "pin-1",
                word(Unit.class, profile.text("unit", "principal")),
                profile.number("max-batch", 100),
                abilities);
    }

    private GuardContext guards(Yaml when, GuardLimits limits, Standing standing) {
        return new GuardContext(
                context.vocabulary(),
                List.of(limits),
                LocalTime.parse(when.text("time", "12:00")),
                AGENT,
                word(Pin.class, when.text("pin", "same")),
                Boolean.parseBoolean(when.text("first-run", "false")),
                standing,
                history(when),
                sources(when),
                Map.of(),
                Map.of(),
                List.of(),
                one.snapshot().asOf());
    }

    private static History history(Yaml when) {
        OptionalLong largest =
                when.has("largest-plan") ? OptionalLong.of(when.number("largest-plan", 0)) : OptionalLong.empty();
        return new History(
                OptionalLong.empty(),
                OptionalLong.empty(),
                largest,
                when.number("removals", 0),
                Set.of(),
                Map.of(),
                Map.of(),
                Map.of());
    }

    /** {@code sources: {corp: stale}} is in doubt; {@code absent: [ann]} is taken for left only because it is missing. */
    private static Sources sources(Yaml when) {
        var doubts = new HashMap<SourceId, Set<Doubt>>();
        Yaml sources = when.in("sources");
        sources.keys()
                .forEach(source -> doubts.put(
                        SourceId.of(source),
                        sources.texts(source).stream()
                                .map(doubt -> word(Doubt.class, doubt))
                                .collect(Collectors.toSet())));
        return new Sources(
                doubts,
                Map.of(),
                when.texts("absent").stream().map(AccountName::of).collect(Collectors.toSet()));
    }

    static <E extends Enum<E>> E word(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
