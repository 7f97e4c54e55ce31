package dev.mandate.model.state;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.Drift.Different;
import dev.mandate.model.state.Drift.Missing;
import dev.mandate.model.state.Drift.Thing;
import dev.mandate.model.state.Drift.Unexpected;
import dev.mandate.model.state.Drift.Unmanaged;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The join of a desired and an observed state by key. */
final class Comparison {
    /** Why an account with just the right name is left alone. */
    static final String STRANGER = "the account was there before and nothing shows that it is this subject's";

    private final DesiredState desired;
    private final ObservedState observed;
    private final ManagedScope scope;
    private final GrantPatterns desiredPatterns;
    private final GrantPatterns withheldPatterns;
    private final GrantPatterns givenPatterns;
    private final GrantPatterns frozenPatterns;
    private final FormerPatterns formerPatterns;
    private final List<Drift> drift = new ArrayList<>();

    Comparison(DesiredState desired, ObservedState observed, ManagedScope scope) {
        if (!desired.deployment().equals(observed.deployment())) {
            throw new IllegalArgumentException("desired state is of deployment " + desired.deployment()
                    + ", observed state of " + observed.deployment());
        }
        this.desired = desired;
        this.observed = observed;
        this.scope = scope;
        desiredPatterns = GrantPatterns.in(desired.grants().keySet());
        withheldPatterns = GrantPatterns.in(desired.withheld().keySet());
        givenPatterns = GrantPatterns.in(desired.given().keySet());
        frozenPatterns = GrantPatterns.in(desired.frozen());
        formerPatterns = new FormerPatterns(desired, observed);
    }

    List<Drift> drift() {
        accounts();
        appRoles();
        desired.grants().forEach((key, wanted) -> wanted(key, wanted.grant()));
        observed.grants().values().forEach(this::found);
        formerPatterns.collapse(drift, pattern -> scope.ownership(pattern).owned());
        Collections.sort(drift);
        return List.copyOf(drift);
    }

    private void accounts() {
        for (DesiredAccount account : desired.accounts().values()) {
            if (inScope(new Principal.Account(account.name()))) {
                account(account);
            }
        }
        for (ObservedAccount account : observed.accounts().values()) {
            if (!desired.accounts().containsKey(account.name()) && inScope(new Principal.Account(account.name()))) {
                drift.add(new Unmanaged(
                        new Thing.OfAccount(account.name(), account.status()),
                        false,
                        desired.ending().getOrDefault(account.name(), Cause.OUT_OF_BAND),
                        reason(scope.ownership(account.name())).orElse("no subject is linked to it")));
            }
        }
    }

    private void account(DesiredAccount account) {
        var thing = new Thing.OfAccount(account.name(), account.status());
        ObservedAccount found = observed.accounts().get(account.name());
        if (found == null) {
            if (account.status() == AccountStatus.ENABLED) {
                drift.add(new Missing(thing, null));
            }
            return;
        }
        if (isStranger(account.name())) {
            drift.add(new Unmanaged(thing, true, Cause.POLICY, STRANGER));
            return;
        }
        if (found.status() == account.status()
                || found.status() == AccountStatus.UNKNOWN
                || account.status() == AccountStatus.UNKNOWN) {
            return;
        }
        Cause cause = desired.ending().getOrDefault(account.name(), Cause.POLICY);
        drift.add(reason(scope.ownership(account.name()))
                .<Drift>map(why -> new Unmanaged(thing, account.status() == AccountStatus.ENABLED, cause, why))
                .orElseGet(() -> new Different(new Thing.OfAccount(found.name(), found.status()), thing, cause)));
    }

    /** An account that only has the name which policy would give: whose it is, nobody has shown. */
    private boolean isStranger(AccountName name) {
        DesiredAccount account = desired.accounts().get(name);
        return account != null
                && !account.linked()
                && !scope.accounts().contains(name)
                && observed.accounts().containsKey(name);
    }

    private boolean isStranger(Principal principal) {
        return principal instanceof Principal.Account(AccountName name) && isStranger(name);
    }

    private void appRoles() {
        for (var role : desired.appRoles()) {
            if (!observed.appRoles().containsKey(role) && inScope(new Principal.AppRole(role))) {
                var thing = new Thing.OfAppRole(role);
                drift.add(reason(scope.ownership(role))
                        .<Drift>map(why -> new Unmanaged(thing, true, Cause.POLICY, why))
                        .orElseGet(() -> new Missing(thing, null)));
            }
        }
        for (var role : observed.appRoles().keySet()) {
            if (!desired.appRoles().contains(role) && inScope(new Principal.AppRole(role))) {
                undefined(new Thing.OfAppRole(role));
            }
        }
    }

    /** An AppRole that policy names without defining it is as it should be. */
    private void undefined(Thing.OfAppRole role) {
        Optional<String> outside = reason(scope.ownership(role.name()));
        if (desired.deleting().contains(role.name())) {
            drift.add(outside.<Drift>map(why -> new Unmanaged(role, false, Cause.POLICY, why))
                    .orElseGet(() -> new Unexpected(role, Cause.POLICY, true)));
            return;
        }
        if (!scope.named().contains(role.name())) {
            outside.ifPresent(why -> drift.add(new Unmanaged(role, false, Cause.OUT_OF_BAND, why)));
        }
    }

    private void wanted(Grant key, Grant wanted) {
        if (!inScope(wanted)) {
            return;
        }
        ObservedGrant found = observed.grants().get(key);
        if (isStranger(wanted.principal())) {
            if (found == null) {
                drift.add(new Unmanaged(new Thing.OfGrant(wanted), true, Cause.POLICY, STRANGER));
            }
            return;
        }
        if (found != null) {
            if (!found.grant().equals(wanted) && isCompared(key)) {
                different(found, wanted);
            }
            return;
        }
        if (isHeld(wanted) || !isCompared(key)) {
            return;
        }
        var thing = new Thing.OfGrant(wanted);
        drift.add(reason(scope.ownership(wanted))
                .<Drift>map(why -> new Unmanaged(thing, true, Cause.POLICY, why))
                .orElseGet(() -> new Missing(thing, observed.coverage().get(key))));
    }

    private boolean isHeld(Grant wanted) {
        if (wanted.entitlement().pattern()) {
            return isCovered(wanted);
        }
        return desiredPatterns
                .covering(wanted)
                .filter(pattern -> asPatternSays(pattern, wanted).equals(wanted))
                .anyMatch(pattern -> observed.grants().containsKey(pattern) || isCovered(pattern));
    }

    private boolean isCovered(Grant pattern) {
        Coverage coverage = observed.coverage().get(pattern.key());
        return coverage != null && coverage.complete();
    }

    private void found(ObservedGrant found) {
        Grant key = found.grant().key();
        boolean stranger = isStranger(key.principal());
        if ((desired.grants().containsKey(key) && !stranger) || !inScope(key)) {
            formerPatterns.keep(key);
            return;
        }
        int before = drift.size();
        compare(found, key, stranger);
        formerPatterns.note(found.grant(), drift.subList(before, drift.size()));
    }

    private void compare(ObservedGrant found, Grant key, boolean stranger) {
        List<Grant> patterns =
                stranger ? List.of() : desiredPatterns.covering(key).toList();
        if (!patterns.isEmpty()) {
            explained(found, patterns);
            return;
        }
        if (!isCompared(key)) {
            return;
        }
        Cause cause = cause(key);
        var thing = new Thing.OfGrant(found.grant());
        drift.add(found.fixedBecause()
                .or(() -> reason(scope.ownership(found.grant())))
                .<Drift>map(why -> new Unmanaged(thing, false, cause, why))
                .orElseGet(() -> new Unexpected(thing, cause, givenCause(key).isPresent())));
    }

    /** A literal under a desired pattern is as it should be if its condition and options are those of the pattern. */
    private void explained(ObservedGrant found, List<Grant> patterns) {
        Grant literal = found.grant();
        if (patterns.stream()
                        .noneMatch(pattern -> asPatternSays(pattern, literal).equals(literal))
                && isCompared(literal.key())) {
            different(found, asPatternSays(patterns.getFirst(), literal));
        }
    }

    private Grant asPatternSays(Grant pattern, Grant literal) {
        DesiredState.DesiredGrant wanted = desired.grants().get(pattern);
        if (wanted == null) {
            throw new IllegalStateException("the index knows a pattern that is not desired: " + pattern);
        }
        Entitlement e = literal.entitlement();
        Entitlement says = wanted.grant().entitlement();
        return new Grant(
                literal.principal(),
                new Entitlement(
                        e.kind(), e.resource(), false, e.action(), e.effect(), says.condition(), says.options()));
    }

    private void different(ObservedGrant found, Grant wanted) {
        Cause cause = Cause.POLICY;
        drift.add(found.fixedBecause()
                .or(() -> reason(scope.ownership(wanted)))
                .<Drift>map(why -> new Unmanaged(new Thing.OfGrant(found.grant()), true, cause, why))
                .orElseGet(() -> new Different(new Thing.OfGrant(found.grant()), new Thing.OfGrant(wanted), cause)));
    }

    private boolean isCompared(Grant key) {
        if (desired.vocabulary().isNeutral(key.entitlement())) {
            return false;
        }
        boolean frozen = desired.frozen().contains(key)
                || frozenPatterns.covering(key).findFirst().isPresent();
        return !frozen || takenAway(key).filter(Cause::urgent).isPresent();
    }

    private Cause cause(Grant key) {
        return takenAway(key).or(() -> givenCause(key)).orElse(Cause.OUT_OF_BAND);
    }

    /** Why nobody may hold this, even where a group whose identity is in doubt would give it. */
    private Optional<Cause> takenAway(Grant key) {
        Optional<Cause> ending = key.principal() instanceof Principal.Account(AccountName name)
                ? Optional.ofNullable(desired.ending().get(name))
                : Optional.empty();
        return ending.or(() -> isForbidden(key) ? Optional.of(Cause.HOLD) : Optional.empty())
                .or(() -> causeIn(desired.withheld(), withheldPatterns, key));
    }

    private boolean isForbidden(Grant key) {
        return desired.forbidden().getOrDefault(key.principal(), List.of()).stream()
                .anyMatch(held -> Patterns.meet(held, key.entitlement())
                        && desired.vocabulary().adding(key.entitlement()).mayWiden());
    }

    private Optional<Cause> givenCause(Grant key) {
        return causeIn(desired.given(), givenPatterns, key);
    }

    private static Optional<Cause> causeIn(Map<Grant, Cause> causes, GrantPatterns patterns, Grant key) {
        return Optional.ofNullable(causes.get(key))
                .or(() -> patterns.covering(key).findFirst().map(causes::get));
    }

    private boolean inScope(Grant grant) {
        return switch (observed.scope()) {
            case ReadScope.Full ignored -> true;
            case ReadScope.Of of ->
                of.principals().contains(grant.principal())
                        || grant.entitlement()
                                .memberOf()
                                .filter(role -> of.principals().contains(new Principal.AppRole(role)))
                                .isPresent();
        };
    }

    private boolean inScope(Principal principal) {
        return switch (observed.scope()) {
            case ReadScope.Full ignored -> true;
            case ReadScope.Of of -> of.principals().contains(principal);
        };
    }

    private static Optional<String> reason(Ownership ownership) {
        return switch (ownership) {
            case Ownership.Owned ignored -> Optional.empty();
            case Ownership.Unmanaged(var reason) -> Optional.of(reason);
        };
    }
}
