package dev.mandate.agent.testkit;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.AgentProfile.BatchUnit;
import dev.mandate.agent.api.AgentProfile.Capability;
import dev.mandate.agent.api.EffectiveAccess;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.Coverage;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The agent of a {@link ScriptedDeployment}: meets the armed faults, otherwise does just what it is asked. */
final class ScriptedAgent implements Agent {
    static final int LONGEST_NAME = 63;
    static final AccountName SELF = AccountName.of("mandate");

    private final ScriptedDeployment target;
    private @Nullable ObservedState previous;

    ScriptedAgent(ScriptedDeployment target) {
        this.target = target;
    }

    @Override
    public AgentProfile profile() {
        var capabilities = EnumSet.allOf(Capability.class);
        if (!target.patterns()) {
            capabilities.remove(Capability.PATTERNS);
        }
        if (!target.narrow()) {
            capabilities.remove(Capability.NARROW_READ);
        }
        if (!target.killing()) {
            capabilities.remove(Capability.SESSION_KILL);
        }
        if (!target.told().offered()) {
            capabilities.removeAll(EnumSet.of(Capability.UNGOVERNED, Capability.LOGIN_SYNC, Capability.LAST_USED));
        }
        return new AgentProfile(
                target.vocabulary().application(),
                target.vocabulary().release(),
                target.pin(),
                SELF,
                capabilities,
                Map.of(),
                BatchUnit.TRANSACTION,
                target.mostChanges(),
                Duration.ZERO,
                LONGEST_NAME,
                LONGEST_NAME);
    }

    @Override
    public ObservedState read(ReadScope scope) {
        Fault fault = target.begin(Call.READ).orElse(null);
        if (fault == Fault.UNREACHABLE || fault == Fault.TIMEOUT_AFTER_EFFECT) {
            throw new AgentException(ErrorCode.UNREACHABLE, target.id() + ": nobody answers");
        }
        if (fault == Fault.THROTTLED) {
            throw AgentException.until(target.retryAt(), ErrorCode.THROTTLED, target.id() + ": asked to wait");
        }
        if (fault == Fault.INCOMPLETE_READ) {
            throw new AgentException(ErrorCode.INCOMPLETE_READ, target.id() + ": the answer was cut short");
        }
        if (fault == Fault.SLOW || fault == Fault.SLOW_THEN_CUT) {
            await(target.gate());
        }
        if (fault == Fault.SLOW_THEN_CUT) {
            throw new AgentException(ErrorCode.UNREACHABLE, target.id() + ": the line broke");
        }
        synchronized (target) {
            ObservedState stale = previous;
            if (fault == Fault.STALE_READ && stale != null) {
                return stale;
            }
            previous = observe(scope, fault == Fault.LIST_OMITS_PAGE_TWO);
            return previous;
        }
    }

    private ObservedState observe(ReadScope scope, boolean half) {
        var grants = new TreeMap<Grant, ObservedGrant>();
        for (var entry : target.grants().entrySet()) {
            if (wanted(scope, entry.getKey())
                    && !(half && grants.size() >= target.grants().size() / 2)) {
                grants.put(entry.getKey(), entry.getValue());
            }
        }
        var coverage = new TreeMap<Grant, Coverage>();
        if (target.patterns()) {
            scope.patterns().forEach(pattern -> coverage.put(pattern.key(), coverage(pattern)));
        }
        return new ObservedState(
                target.id(),
                scope,
                target.now(),
                only(target.accounts(), name -> wanted(scope, new Principal.Account(name))),
                only(target.appRoles(), name -> wanted(scope, new Principal.AppRole(name))),
                grants,
                coverage);
    }

    private static <K, V> Map<K, V> only(Map<K, V> all, java.util.function.Predicate<K> wanted) {
        var some = new TreeMap<K, V>(all);
        some.keySet().removeIf(wanted.negate());
        return some;
    }

    private static boolean wanted(ReadScope scope, Principal principal) {
        return switch (scope) {
            case ReadScope.Full ignored -> true;
            case ReadScope.Of of -> of.principals().contains(principal);
        };
    }

    private static boolean wanted(ReadScope scope, Grant grant) {
        return wanted(scope, grant.principal())
                || grant.entitlement()
                        .memberOf()
                        .map(role -> wanted(scope, new Principal.AppRole(role)))
                        .orElse(false);
    }

    private Coverage coverage(Grant pattern) {
        List<Grant> all = literals(pattern).toList();
        long held = all.stream().filter(target::holds).count();
        return new Coverage((int) held, all.size());
    }

    /** What a pattern gives, one by one. */
    private Stream<Grant> literals(Grant pattern) {
        Entitlement entitlement = pattern.entitlement();
        return target.resources(entitlement.kind()).stream()
                .filter(name -> Patterns.matches(entitlement.resource(), name))
                .map(name -> new Grant(
                        pattern.principal(),
                        new Entitlement(
                                entitlement.kind(),
                                name,
                                false,
                                entitlement.action(),
                                entitlement.effect(),
                                entitlement.condition(),
                                entitlement.options())));
    }

    @Override
    public List<Outcome> apply(Batch batch) {
        Fault fault = target.begin(Call.APPLY).orElse(null);
        if (fault == Fault.SLOW
                || fault == Fault.SLOW_THEN_CUT
                || target.isSlow(batch.changes().size())) {
            await(target.gate());
        }
        synchronized (target) {
            int size = batch.changes().size();
            if (fault == Fault.UNREACHABLE
                    || fault == Fault.THROTTLED
                    || fault == Fault.INCOMPLETE_READ
                    || fault == Fault.SLOW_THEN_CUT) {
                return unreachable(size);
            }
            if (fault == Fault.SAYS_OK_DOES_NOTHING) {
                return Collections.nCopies(size, new Outcome.Applied(target.now()));
            }
            int until = fault == Fault.HALF_BATCH ? size / 2 : size;
            var writer = new ScriptedWriter(
                    target,
                    this::literals,
                    fault == Fault.APPLIES_DIFFERENTLY ? name -> name.toLowerCase(Locale.ROOT) : name -> name);
            var outcomes = new ArrayList<Outcome>();
            for (int place = 0; place < until; place++) {
                outcomes.add(writer.write(batch.changes().get(place).change()));
            }
            return fault == Fault.TIMEOUT_AFTER_EFFECT || fault == Fault.HALF_BATCH ? unreachable(size) : outcomes;
        }
    }

    private List<Outcome> unreachable(int size) {
        return Collections.nCopies(size, new Outcome.Unreachable(target.retryAt(), target.id() + ": nobody answers"));
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.UNREACHABLE, "interrupted while waiting", e);
        }
    }

    @Override
    public Optional<SessionKill> sessionKill() {
        return target.killing() ? Optional.of(new ScriptedSessions(target)) : Optional.empty();
    }

    @Override
    public Optional<EffectiveAccess> effectiveAccess() {
        return Optional.of(new ScriptedAccess(target));
    }

    @Override
    public Optional<Ungoverned> ungoverned() {
        return target.told().ungoverned();
    }

    @Override
    public Optional<LoginSync> loginSync() {
        return target.told().loginSync();
    }

    @Override
    public Optional<LastUsed> lastUsed() {
        return target.told().lastUsed();
    }

    @Override
    public void close() {
        previous = null;
    }
}
