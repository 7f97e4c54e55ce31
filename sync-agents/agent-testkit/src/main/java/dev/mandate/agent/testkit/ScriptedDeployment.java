package dev.mandate.agent.testkit;

import dev.mandate.agent.api.Agent;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedAppRole;
import dev.mandate.model.state.ObservedGrant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;

/**
 * A deployment in memory that does as it is told: a back door to load and change it, and faults to be armed. Safe for
 * several threads. Its agents are made by {@link #open()}.
 */
public final class ScriptedDeployment {
    /** Which calls a fault is for. */
    public enum Call {
        READ,
        APPLY,
        SESSIONS,
        FACTS
    }

    private final DeploymentId id;
    private final Vocabulary vocabulary;
    private final TreeMap<AccountName, ObservedAccount> accounts = new TreeMap<>();
    private final TreeMap<AppRoleName, ObservedAppRole> appRoles = new TreeMap<>();
    private final TreeMap<Grant, ObservedGrant> grants = new TreeMap<>();
    private final TreeMap<String, TreeSet<String>> resources = new TreeMap<>();
    private final Map<Call, Deque<Fault>> next = new EnumMap<>(Call.class);
    private final Map<Call, Fault> standing = new EnumMap<>(Call.class);
    private final Map<Call, Integer> calls = new EnumMap<>(Call.class);
    private CountDownLatch gate = new CountDownLatch(1);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private String pin = "scripted-1";
    private Duration retryAfter = Duration.ofSeconds(30);
    private final Set<Entitlement> refused = new HashSet<>();
    private int mostChanges = 1_000;
    private int quickChanges = Integer.MAX_VALUE;
    private boolean patterns = true;
    private boolean narrow = true;
    private boolean killing = true;
    private String mayNotKill = "";
    private final TreeMap<AccountName, Integer> sessions = new TreeMap<>();
    private final ScriptedFacts told = new ScriptedFacts(this);

    public ScriptedDeployment(DeploymentId id, Vocabulary vocabulary) {
        this.id = id;
        this.vocabulary = vocabulary;
    }

    /** An agent of this deployment; several may be open at once. */
    public Agent open() {
        return new ScriptedAgent(this);
    }

    public DeploymentId id() {
        return id;
    }

    public Vocabulary vocabulary() {
        return vocabulary;
    }

    // Back door: none of this counts as a call, and no fault touches it.

    public synchronized ScriptedDeployment account(String name) {
        return account(new ObservedAccount(
                AccountName.of(name), AccountKind.PERSONAL, AccountStatus.ENABLED, "id-" + name, false, Map.of()));
    }

    public synchronized ScriptedDeployment account(ObservedAccount account) {
        accounts.put(account.name(), account);
        return this;
    }

    public synchronized ScriptedDeployment appRole(String name) {
        AppRoleName role = AppRoleName.of(name);
        appRoles.put(role, new ObservedAppRole(role, vocabulary.isBuiltIn(role), false));
        return this;
    }

    /** An account holds {@code entitlement}. */
    public ScriptedDeployment holds(String account, String entitlement) {
        return give(new Grant(new Principal.Account(AccountName.of(account)), EntitlementText.parse(entitlement)));
    }

    /** An AppRole holds {@code entitlement}. */
    public ScriptedDeployment gives(String appRole, String entitlement) {
        return give(new Grant(new Principal.AppRole(AppRoleName.of(appRole)), EntitlementText.parse(entitlement)));
    }

    public ScriptedDeployment give(Grant grant) {
        return give(ObservedGrant.of(grant));
    }

    public synchronized ScriptedDeployment give(ObservedGrant grant) {
        grants.put(grant.grant().key(), grant);
        return this;
    }

    public synchronized ScriptedDeployment take(Grant grant) {
        grants.remove(grant.key());
        return this;
    }

    public ScriptedDeployment remove(AccountName account) {
        return removeAll(Set.of(account));
    }

    public synchronized ScriptedDeployment removeAll(Set<AccountName> gone) {
        accounts.keySet().removeAll(gone);
        grants.keySet()
                .removeIf(grant -> grant.principal() instanceof Principal.Account(var name) && gone.contains(name));
        return this;
    }

    /** Something that patterns of this kind can match. */
    public synchronized ScriptedDeployment resource(String kind, String name) {
        resources.computeIfAbsent(kind, k -> new TreeSet<>()).add(name);
        return this;
    }

    public synchronized ScriptedDeployment pin(String identityPin) {
        pin = identityPin;
        return this;
    }

    public synchronized ScriptedDeployment now(Instant instant) {
        now = instant;
        return this;
    }

    /** What it says to a caller who is to come back later. */
    public synchronized ScriptedDeployment retryAfter(Duration wait) {
        retryAfter = wait;
        return this;
    }

    /** A target that turns down whoever is to be given this, until {@link #heal()}. */
    public synchronized ScriptedDeployment refuses(String entitlement) {
        refused.add(EntitlementText.parse(entitlement));
        return this;
    }

    /** The greatest batch that it takes. */
    public synchronized ScriptedDeployment mostChanges(int most) {
        mostChanges = most;
        return this;
    }

    /** A target that does not finish a batch of more changes than this before {@link #release()}. */
    public synchronized ScriptedDeployment slowAbove(int changes) {
        quickChanges = changes;
        return this;
    }

    /** A target that takes every grant literally. */
    public synchronized ScriptedDeployment withoutPatterns() {
        patterns = false;
        return this;
    }

    /** A target whose agent has to read everything to learn anything. */
    public synchronized ScriptedDeployment withoutNarrowRead() {
        narrow = false;
        return this;
    }

    /** A target whose agent cannot end sessions. */
    public synchronized ScriptedDeployment withoutSessionKill() {
        killing = false;
        return this;
    }

    /** A target that does not let its agent end sessions, for this reason, until it is empty. */
    public synchronized ScriptedDeployment mayNotKill(String why) {
        mayNotKill = why;
        return this;
    }

    /** What it tells of ways in, of its settings and of when accounts were used. */
    public ScriptedFacts told() {
        return told;
    }

    /** Somebody signs in to an account, whatever its status. */
    public synchronized ScriptedDeployment signIn(String account) {
        sessions.merge(AccountName.of(account), 1, Integer::sum);
        return this;
    }

    /** How many sessions of an account are open. */
    public synchronized int sessions(String account) {
        return sessions.getOrDefault(AccountName.of(account), 0);
    }

    public synchronized boolean holds(Grant grant) {
        ObservedGrant found = grants.get(grant.key());
        return found != null && found.grant().equals(grant);
    }

    /** One line per fact, in order. */
    public synchronized SortedSet<String> dump() {
        var lines = new TreeSet<String>();
        accounts.values().forEach(account -> lines.add("account " + account.name() + " " + account.status()));
        appRoles.keySet().forEach(role -> lines.add("app-role " + role));
        grants.values().forEach(grant -> lines.add("grant " + grant.grant()));
        return lines;
    }

    /** How many calls of this sort were made, faulty ones included. */
    public synchronized int calls(Call call) {
        return calls.getOrDefault(call, 0);
    }

    /** Waits until that many calls of this sort have begun. */
    public synchronized void awaitCalls(Call call, int count) throws InterruptedException {
        while (calls(call) < count) {
            wait();
        }
    }

    // Faults.

    /** The next calls of this sort meet these, one each. */
    public synchronized ScriptedDeployment next(Call call, Fault... faults) {
        next.computeIfAbsent(call, c -> new ArrayDeque<>()).addAll(List.of(faults));
        return this;
    }

    /** Every call of this sort meets this, until {@link #heal()}. */
    public synchronized ScriptedDeployment always(Call call, Fault fault) {
        standing.put(call, fault);
        return this;
    }

    /** Arms {@code count} faults of the seed's choosing for calls of its choosing. */
    public synchronized ScriptedDeployment seeded(long seed, int count) {
        var random = new SplittableRandom(seed);
        Fault[] any = {
            Fault.UNREACHABLE,
            Fault.THROTTLED,
            Fault.TIMEOUT_AFTER_EFFECT,
            Fault.SAYS_OK_DOES_NOTHING,
            Fault.STALE_READ,
            Fault.HALF_BATCH,
            Fault.INCOMPLETE_READ
        };
        for (int i = 0; i < count; i++) {
            next(random.nextBoolean() ? Call.READ : Call.APPLY, any[random.nextInt(any.length)]);
        }
        return this;
    }

    public synchronized ScriptedDeployment heal() {
        next.clear();
        standing.clear();
        refused.clear();
        release();
        return this;
    }

    /** Lets every slow call go on, and makes later ones wait for the next release. */
    public synchronized void release() {
        gate.countDown();
        gate = new CountDownLatch(1);
    }

    /** Counts the call and takes the fault that is due for it. */
    synchronized Optional<Fault> begin(Call call) {
        calls.merge(call, 1, Integer::sum);
        notifyAll();
        Deque<Fault> queue = next.getOrDefault(call, new ArrayDeque<>());
        return Optional.ofNullable(queue.isEmpty() ? standing.get(call) : queue.poll());
    }

    synchronized CountDownLatch gate() {
        return gate;
    }

    synchronized Instant now() {
        return now;
    }

    synchronized Instant retryAt() {
        return now.plus(retryAfter);
    }

    synchronized String pin() {
        return pin;
    }

    synchronized int mostChanges() {
        return mostChanges;
    }

    synchronized boolean isSlow(int changes) {
        return changes > quickChanges;
    }

    synchronized boolean refuses(Grant grant) {
        return refused.contains(grant.entitlement());
    }

    synchronized boolean patterns() {
        return patterns;
    }

    synchronized boolean narrow() {
        return narrow;
    }

    synchronized boolean killing() {
        return killing;
    }

    synchronized String mayNotKill() {
        return mayNotKill;
    }

    // What ScriptedAgent works on, while it holds this object's lock.

    SortedMap<AccountName, ObservedAccount> accounts() {
        return accounts;
    }

    SortedMap<AccountName, Integer> sessions() {
        return sessions;
    }

    SortedMap<AppRoleName, ObservedAppRole> appRoles() {
        return appRoles;
    }

    SortedMap<Grant, ObservedGrant> grants() {
        return grants;
    }

    SortedSet<String> resources(String kind) {
        return resources.getOrDefault(kind, new TreeSet<>());
    }
}
