package dev.mandate.service.reconcile;

import static java.util.stream.Collectors.toSet;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Change;
import dev.mandate.model.state.Drift;
import dev.mandate.model.state.LikelyCause;
import dev.mandate.model.state.LikelyCause.Evidence;
import dev.mandate.service.reconcile.HoldingStore.Look;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Judges what most likely made the differences that a run leaves, by what was known before it is written down. */
@Component
class LikelyCauses {
    private final HoldingStore holdings;

    LikelyCauses(HoldingStore holdings) {
        this.holdings = holdings;
    }

    /** In the caller's transaction, before the run's last reading is stored. */
    Map<Drift, LikelyCause> of(Ending.Seen seen, List<Drift> drift) {
        if (drift.isEmpty()) {
            return Map.of();
        }
        Optional<Look> last = holdings.lastLook(seen.deployment());
        String release = seen.survey().profile().release().text();
        boolean otherRelease = last.map(Look::release)
                .filter(before -> !before.equals(release))
                .isPresent();
        Set<Grant> there = last.isEmpty() ? Set.of() : there(seen, drift);
        Set<AccountName> accounts = Set.copyOf(seen.survey().knowledge().links().values());
        Set<Object> tried = seen.applied().answers().stream()
                .map(answer -> key(answer.planned().change()))
                .collect(toSet());
        Map<Drift, LikelyCause> causes = new HashMap<>();
        for (Drift one : drift) {
            var evidence = new Evidence(
                    tried.contains(key(one.thing())),
                    last.isEmpty(),
                    otherRelease,
                    wasThere(seen.survey(), one.thing(), accounts, there));
            causes.put(one, LikelyCause.of(one, evidence));
        }
        return causes;
    }

    /** What the holders of what is missing held at the last look, by key. */
    private Set<Grant> there(Ending.Seen seen, List<Drift> drift) {
        Set<Principal> holders = drift.stream()
                .filter(Drift.Missing.class::isInstance)
                .map(one -> one.thing() instanceof Drift.Thing.OfGrant(Grant grant) ? grant.principal() : null)
                .filter(Objects::nonNull)
                .collect(toSet());
        return holders.isEmpty()
                ? Set.of()
                : holdings.current(seen.deployment(), holders).keySet().stream()
                        .map(Grant::key)
                        .collect(toSet());
    }

    private static boolean wasThere(Survey survey, Drift.Thing thing, Set<AccountName> accounts, Set<Grant> there) {
        return switch (thing) {
            case Drift.Thing.OfAccount(var name, var status) -> accounts.contains(name);
            case Drift.Thing.OfAppRole(AppRoleName name) ->
                survey.context().defined().contains(name);
            case Drift.Thing.OfGrant(Grant grant) -> there.contains(grant.key());
        };
    }

    private static Object key(Change change) {
        return change.about().<Object>map(Grant::key).orElseGet(change::principal);
    }

    private static Object key(Drift.Thing thing) {
        return switch (thing) {
            case Drift.Thing.OfAccount(var name, var status) -> new Principal.Account(name);
            case Drift.Thing.OfAppRole(var name) -> new Principal.AppRole(name);
            case Drift.Thing.OfGrant(var grant) -> grant.key();
        };
    }
}
