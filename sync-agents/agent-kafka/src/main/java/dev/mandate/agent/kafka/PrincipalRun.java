package dev.mandate.agent.kafka;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.AccountStatus;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.common.acl.AclBinding;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes to one principal: reads what it holds, does what is left to do in as few calls as the order allows, and
 * waits until the broker shows it. Kafka's calls add and remove exact ACLs, so a repeat has no second effect and another
 * writer's ACLs stay.
 */
final class PrincipalRun {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SortedSet<String> NOWHERE = new TreeSet<>();

    /** One call; neighbours of one sort are made together. */
    private sealed interface Step {
        int change();

        record Create(int change, List<AclBinding> acls) implements Step {}

        record Delete(int change, List<AclBinding> acls) implements Step {}

        record SetPassword(int change) implements Step {}

        record DeleteCredentials(int change, Set<ScramMechanism> mechanisms) implements Step {}
    }

    private final KafkaClient client;
    private final @Nullable String user;
    private final @Nullable ScramMechanism making;
    private final Supplier<Instant> effective;
    private final CountDownLatch closed;
    private final Collection<AclBinding> found;
    private final Map<Grant, SortedSet<String>> held;
    private Set<ScramMechanism> credentials;
    private final @Nullable Outcome[] outcomes;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Grant, SortedSet<String>> expected = new HashMap<>();

    /**
     * @param making how people sign in whom it makes; null where an account is a mere name
     * @param effective when what is done now has been noticed everywhere
     * @param closed ends the waiting
     */
    PrincipalRun(
            KafkaClient client,
            Principal principal,
            @Nullable ScramMechanism making,
            Supplier<Instant> effective,
            CountDownLatch closed,
            int changes) {
        this.client = client;
        this.user = principal instanceof Principal.Account(var name) ? Spelling.unspell(name.value()) : null;
        this.making = making;
        this.effective = effective;
        this.closed = closed;
        this.found = client.acls(KafkaAgent.of(principal));
        this.held = Acls.hosts(found);
        this.credentials = user == null ? Set.of() : client.credentials(user);
        this.outcomes = new Outcome[changes];
    }

    /** One outcome per change. */
    List<Outcome> apply(List<Change> changes) {
        for (int i = 0; i < changes.size(); i++) {
            judge(i, changes.get(i));
        }
        boolean going = true;
        for (List<Step> together : neighbours()) {
            going = going && run(together);
        }
        if (!steps.isEmpty()) {
            awaitVisible();
        }
        return Arrays.stream(outcomes)
                .map(outcome -> outcome == null ? new Outcome.Applied(effective.get()) : outcome)
                .toList();
    }

    private void judge(int i, Change change) {
        switch (change) {
            case Change.CreateAccount ignored -> {
                if (!credentials.isEmpty() || !found.isEmpty()) {
                    outcomes[i] = new Outcome.AlreadyInPlace();
                } else if (making != null) {
                    setPassword(i);
                }
                // Else the name is there as soon as an ACL has it; whether one does, the read-back tells.
            }
            case Change.SetAccountStatus status -> judge(i, status);
            case Change.AddGrant(Grant grant, var direction) -> {
                SortedSet<String> there = hosts(grant);
                if (there.isEmpty()) {
                    write(i, grant, NOWHERE, Acls.hosts(grant.entitlement()));
                } else {
                    settle(i, there.equals(Acls.hosts(grant.entitlement())), grant, there);
                }
            }
            case Change.RemoveGrant(Grant grant, var direction) -> {
                SortedSet<String> there = hosts(grant);
                if (there.equals(Acls.hosts(grant.entitlement()))) {
                    write(i, grant, there, NOWHERE);
                } else {
                    settle(i, there.isEmpty(), grant, there);
                }
            }
            case Change.AlterGrant(Grant from, Grant to, var direction) -> {
                SortedSet<String> there = hosts(from);
                if (there.equals(Acls.hosts(from.entitlement()))) {
                    write(i, to, there, Acls.hosts(to.entitlement()));
                } else {
                    settle(i, there.equals(Acls.hosts(to.entitlement())), to, there);
                }
            }
            case Change.CreateAppRole role -> throw new IllegalArgumentException("not refused: " + role);
            case Change.DeleteAppRole role -> throw new IllegalArgumentException("not refused: " + role);
        }
    }

    private void judge(int i, Change.SetAccountStatus status) {
        boolean enabled = !credentials.isEmpty();
        if (making == null) {
            outcomes[i] = new Outcome.Rejected(
                    Outcome.Rejected.UNKNOWN_ON_TARGET,
                    "here people do not sign in by SCRAM, so there is nothing to switch on or off");
        } else if (enabled == (status.to() == AccountStatus.ENABLED)) {
            outcomes[i] = enabled || !found.isEmpty()
                    ? new Outcome.AlreadyInPlace()
                    : stale("account:" + status.account() + " is not there");
        } else if (enabled) {
            steps.add(new Step.DeleteCredentials(i, credentials));
            credentials = Set.of();
        } else {
            setPassword(i);
        }
    }

    private void setPassword(int i) {
        steps.add(new Step.SetPassword(i));
        credentials = Set.of(Objects.requireNonNull(making));
    }

    private SortedSet<String> hosts(Grant grant) {
        return held.getOrDefault(grant.key(), NOWHERE);
    }

    private void settle(int i, boolean inPlace, Grant grant, SortedSet<String> there) {
        outcomes[i] = inPlace
                ? new Outcome.AlreadyInPlace()
                : stale(
                        there.isEmpty()
                                ? grant.key() + " is gone"
                                : "it is " + Acls.grant(grant.key(), there).entitlement() + " by now");
    }

    /** Grants before it takes: nobody is without access in between. */
    private void write(int i, Grant grant, SortedSet<String> from, SortedSet<String> to) {
        var more = new TreeSet<>(to);
        more.removeAll(from);
        var less = new TreeSet<>(from);
        less.removeAll(to);
        if (!more.isEmpty()) {
            steps.add(new Step.Create(i, Acls.bindings(grant, more)));
        }
        if (!less.isEmpty()) {
            steps.add(new Step.Delete(i, Acls.bindings(grant, less)));
        }
        held.put(grant.key(), to);
        expected.put(grant.key(), to);
    }

    private List<List<Step>> neighbours() {
        var all = new ArrayList<List<Step>>();
        for (Step step : steps) {
            boolean joins = !all.isEmpty()
                    && all.getLast().getLast().getClass() == step.getClass()
                    && (step instanceof Step.Create || step instanceof Step.Delete);
            if (!joins) {
                all.add(new ArrayList<>());
            }
            all.getLast().add(step);
        }
        return all;
    }

    /** Whether to go on: after a call of which nobody knows what became of it, the rest is left alone. */
    private boolean run(List<Step> together) {
        try {
            switch (together.getFirst()) {
                case Step.Create ignored -> blame(together, client.create(acls(together)));
                case Step.Delete ignored -> blame(together, client.delete(acls(together)));
                case Step.SetPassword ignored ->
                    client.setPassword(Objects.requireNonNull(user), Objects.requireNonNull(making), password());
                case Step.DeleteCredentials(int change, var mechanisms) ->
                    mechanisms.forEach(mechanism -> client.deleteCredential(Objects.requireNonNull(user), mechanism));
            }
        } catch (AgentException e) {
            together.forEach(step -> outcomes[step.change()] = failed(e));
        }
        boolean lost = together.stream().anyMatch(step -> outcomes[step.change()] instanceof Outcome.Unreachable);
        if (lost) {
            int last = together.getLast().change();
            steps.stream()
                    .filter(step -> step.change() > last)
                    .forEach(step -> outcomes[step.change()] = unreachable("a change before it got no answer"));
        }
        return !lost;
    }

    private static List<AclBinding> acls(List<Step> together) {
        return together.stream().flatMap(step -> acls(step).stream()).distinct().toList();
    }

    private static List<AclBinding> acls(Step step) {
        return switch (step) {
            case Step.Create(int change, var acls) -> acls;
            case Step.Delete(int change, var acls) -> acls;
            case Step.SetPassword ignored -> List.of();
            case Step.DeleteCredentials ignored -> List.of();
        };
    }

    private void blame(List<Step> together, Map<AclBinding, AgentException> failures) {
        for (Step step : together) {
            acls(step).stream()
                    .filter(failures::containsKey)
                    .findFirst()
                    .ifPresent(acl -> outcomes[step.change()] = failed(Objects.requireNonNull(failures.get(acl))));
        }
    }

    /** Random, and forgotten at once: nobody signs in by it. */
    private static byte[] password() {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().encodeToString(random).getBytes(StandardCharsets.US_ASCII);
    }

    /** A broker learns of what the controller has decided a moment later. */
    private void awaitVisible() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!isVisible()) {
                if (System.nanoTime() > until || closed.await(10, TimeUnit.MILLISECONDS)) {
                    doubt("Kafka took it, but the broker that was asked does not show it; perhaps another writer");
                    return;
                }
            }
        } catch (AgentException e) {
            doubt("Kafka took it, but could not be asked again: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            doubt("interrupted before Kafka showed it");
        }
    }

    private boolean isVisible() {
        boolean aboutUser = steps.stream()
                .anyMatch(step ->
                        isOpen(step) && (step instanceof Step.SetPassword || step instanceof Step.DeleteCredentials));
        if (aboutUser && client.credentials(Objects.requireNonNull(user)).isEmpty() != credentials.isEmpty()) {
            return false;
        }
        var asked = new HashSet<AclBinding>();
        steps.stream().filter(this::isOpen).forEach(step -> asked.addAll(acls(step)));
        if (asked.isEmpty()) {
            return true;
        }
        String principal = asked.iterator().next().entry().principal();
        Map<Grant, SortedSet<String>> now = Acls.hosts(client.acls(KafkaAgent.of(Acls.principal(principal))));
        return expected.entrySet().stream()
                .allMatch(entry ->
                        now.getOrDefault(entry.getKey(), NOWHERE).equals(entry.getValue()) || isBlamed(entry.getKey()));
    }

    private boolean isOpen(Step step) {
        return outcomes[step.change()] == null;
    }

    /** Whether what was to be written of it failed. */
    private boolean isBlamed(Grant key) {
        Set<AclBinding> mine = new HashSet<>(Acls.bindings(key, List.of(Acls.ANY_HOST)));
        AclBinding any = mine.iterator().next();
        return steps.stream()
                .filter(step -> !isOpen(step))
                .flatMap(step -> acls(step).stream())
                .anyMatch(acl -> acl.pattern().equals(any.pattern())
                        && acl.entry().operation() == any.entry().operation()
                        && acl.entry().permissionType() == any.entry().permissionType());
    }

    private void doubt(String why) {
        steps.stream()
                .filter(this::isOpen)
                .map(Step::change)
                .distinct()
                .toList()
                .forEach(i -> outcomes[i] = unreachable(why));
    }

    private Outcome failed(AgentException e) {
        return e.code().transientFault()
                ? unreachable(String.valueOf(e.getMessage()))
                : new Outcome.Rejected(e.code().code(), String.valueOf(e.getMessage()));
    }

    private Outcome unreachable(String why) {
        return new Outcome.Unreachable(effective.get().plus(LATER), why);
    }

    private static Outcome.Rejected stale(String why) {
        return new Outcome.Rejected(Outcome.Rejected.STALE_PRIOR, why);
    }
}
