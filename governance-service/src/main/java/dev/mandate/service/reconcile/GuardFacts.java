package dev.mandate.service.reconcile;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.GuardLimits;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Role;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.GuardContext;
import dev.mandate.model.plan.Plan;
import dev.mandate.model.plan.Standing;
import dev.mandate.model.state.ManagedScope;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.platform.Transactions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Gathers what guards look at beside the plan. */
@Component
class GuardFacts {
    private final ReconcileStore store;
    private final AccessApi access;
    private final DirectoryApi directory;
    private final SettledStore settled;
    private final Surveyor surveyor;
    private final Transactions transactions;

    GuardFacts(
            ReconcileStore store,
            AccessApi access,
            DirectoryApi directory,
            SettledStore settled,
            Surveyor surveyor,
            Transactions transactions) {
        this.store = store;
        this.access = access;
        this.directory = directory;
        this.settled = settled;
        this.surveyor = surveyor;
        this.transactions = transactions;
    }

    GuardContext of(Round round, Survey survey, Plan plan, GuardContext.Pin pin, List<GuardLimits> limits) {
        Standing standing = standing(round, survey, plan);
        var deployment = survey.deployment().id();
        OptionalLong read = survey.isNarrow()
                ? OptionalLong.empty()
                : OptionalLong.of(survey.observed().grants().size());
        GuardContext.History history = transactions.inOne(() -> store.history(deployment, read, round.asOf()));
        return new GuardContext(
                survey.desired().vocabulary(),
                limits,
                round.asOf().atZone(round.policy().policy().timeZone()).toLocalTime(),
                survey.profile().self(),
                pin,
                survey.knowledge().converged().isEmpty(),
                standing,
                history,
                sources(round, survey),
                roleRisks(round, survey, plan),
                transactions.inOne(() -> settled.flapping(deployment, round.asOf())),
                access.approvals(deployment, round.asOf()),
                round.asOf());
    }

    private GuardContext.Sources sources(Round round, Survey survey) {
        Map<AccountName, SubjectId> subjects = new HashMap<>();
        survey.knowledge().links().forEach((subject, account) -> subjects.put(account, subject));
        survey.desired().accounts().values().forEach(account -> subjects.put(account.name(), account.subject()));
        Set<AccountName> missing = new HashSet<>(subjects.keySet());
        missing.removeIf(account -> !round.missing().contains(subjects.get(account)));
        Map<AccountName, Set<SourceId>> of = new HashMap<>();
        if (!round.doubtful().doubts().isEmpty()) {
            Map<SubjectId, Set<SourceId>> stated = directory.sourcesOf(subjects.values());
            subjects.forEach((account, subject) -> {
                if (stated.containsKey(subject)) {
                    of.put(account, stated.get(subject));
                }
            });
        }
        return new GuardContext.Sources(round.doubtful().doubts(), of, missing);
    }

    /** A narrow look does not show who else holds what; the last reading does. */
    private Standing standing(Round round, Survey survey, Plan plan) {
        if (!survey.isNarrow()) {
            return Standing.of(survey.observed(), survey.scope());
        }
        if (plan.isEmpty()) {
            return Standing.nothing();
        }
        ObservedState whole = surveyor.lastRead(survey.deployment().id(), round.asOf());
        return Standing.of(
                whole,
                ManagedScope.of(
                        round.policy().policy(),
                        survey.deployment(),
                        survey.desired(),
                        whole,
                        survey.knowledge().owned(),
                        survey.profile().self()));
    }

    /** Of what the plan gives: the greatest risk of the roles it comes from, where above standard. */
    private static Map<Grant, Risk> roleRisks(Round round, Survey survey, Plan plan) {
        Map<RoleId, Risk> risks = round.policy().policy().roles().stream()
                .filter(role -> role.risk() != Risk.STANDARD)
                .collect(Collectors.toMap(Role::id, Role::risk));
        if (risks.isEmpty()) {
            return Map.of();
        }
        Set<Grant> given = new HashSet<>();
        plan.changes().forEach(planned -> {
            if (planned.change() instanceof Change.AddGrant add) {
                given.add(add.grant().key());
            }
        });
        Map<Grant, Risk> found = new HashMap<>();
        round.resolver()
                .given(survey.context(), survey.desired(), given)
                .forEach((grant, why) -> why.roles().stream()
                        .map(risks::get)
                        .filter(Objects::nonNull)
                        .reduce(Risk::max)
                        .ifPresent(risk -> found.put(grant, risk)));
        return found;
    }
}
