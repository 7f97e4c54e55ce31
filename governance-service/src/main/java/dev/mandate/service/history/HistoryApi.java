package dev.mandate.service.history;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Principal;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.IdentityApi;
import dev.mandate.service.directory.Person;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.Sight;
import dev.mandate.service.policy.Sights;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.stereotype.Service;

/**
 * Who held what at any moment, from what was read on the targets. Between two readings nothing is known, and an answer
 * says so: held, or unknown; what is not listed was not held, where the deployment was read at all.
 */
@Service
public class HistoryApi {
    private static final Comparator<Holding> ORDER = Comparator.comparing(Holding::deployment)
            .thenComparing(Holding::principal)
            .thenComparing(Holding::entitlement);

    private final HeldStore store;
    private final DirectoryApi directory;
    private final IdentityApi identities;
    private final Sights sights;
    private final Clock clock;
    private final Transactions transactions;

    HistoryApi(
            HeldStore store,
            DirectoryApi directory,
            IdentityApi identities,
            Sights sights,
            Clock clock,
            Transactions transactions) {
        this.store = store;
        this.directory = directory;
        this.identities = identities;
        this.sights = sights;
        this.clock = clock;
        this.transactions = transactions;
    }

    /**
     * Who held an entitlement, directly or by way of AppRoles, which are listed as well.
     *
     * @param asOf the moment; empty is now
     * @throws NotAllowed where the caller may not look, or there is nothing
     * @throws IllegalArgumentException for a pattern, because what is read on a target is never one
     */
    public Answer who(Caller caller, DeploymentId deployment, Entitlement entitlement, Optional<Instant> asOf) {
        if (!sights.of(caller, Permission.ACCESS_READ).sees(deployment)) {
            throw new NotAllowed("policy names no deployment " + deployment + " where " + caller.name() + " may "
                    + Permission.ACCESS_READ.phrase());
        }
        if (entitlement.pattern()) {
            throw new IllegalArgumentException("ask about one entitlement: " + entitlement + " stands for many");
        }
        return transactions.inOne(() -> {
            Instant at = asOf.orElseGet(clock::now);
            var freshness = Freshness.of(
                    deployment, Optional.ofNullable(store.lastReadings(at).get(deployment)), at);
            if (freshness.observedAt().isEmpty()) {
                return new Answer(at, List.of(), List.of(), List.of(freshness));
            }
            var found = new Search(store, at).holders(deployment, entitlement);
            var people = people(deployment, found, at);
            var holdings = found.stream()
                    .map(one -> holding(
                            one, Optional.ofNullable(people.get(one.held().principal()))))
                    .sorted(ORDER)
                    .toList();
            return new Answer(at, holdings, List.of(), List.of(freshness));
        });
    }

    /**
     * What a subject held, everywhere that the caller may look, by the accounts that were linked at that moment to any
     * identity it has or had.
     *
     * @param asOf the moment; empty is now
     */
    public Answer what(Caller caller, SubjectId subject, Optional<Instant> asOf) {
        Sight sight = sights.of(caller, Permission.ACCESS_READ);
        return transactions.inOne(() -> {
            Instant at = asOf.orElseGet(clock::now);
            var readings = store.lastReadings(at);
            var accounts = store.accounts(identities.ever(List.of(subject)), at).stream()
                    .filter(place -> readings.containsKey(place.deployment()) && sight.sees(place.deployment()))
                    .toList();
            var person = Optional.ofNullable(directory.people(List.of(subject)).get(subject));
            var found = accounts.isEmpty() ? List.<Search.Found>of() : new Search(store, at).holdings(accounts);
            var holdings = found.stream()
                    .map(one -> holding(one, person))
                    .sorted(ORDER)
                    .toList();
            // What was told earlier is not kept.
            var uses = asOf.isPresent() ? List.<Answer.Use>of() : store.lastUsed(accounts);
            return new Answer(at, holdings, uses, freshness(readings, sight, at));
        });
    }

    /** Finds a person by {@code source/username} or by id; empty if there is none. */
    public Optional<Person> find(String text) {
        return directory.person(text);
    }

    /** Whether an agent ever reached it, so that it is known what it can give. */
    public boolean reached(DeploymentId deployment) {
        return transactions.inOne(() -> store.reached(deployment));
    }

    private List<Freshness> freshness(Map<DeploymentId, Instant> readings, Sight sight, Instant at) {
        var all = new TreeSet<>(readings.keySet());
        all.addAll(store.deployments());
        return all.stream()
                .filter(sight::sees)
                .map(deployment -> Freshness.of(deployment, Optional.ofNullable(readings.get(deployment)), at))
                .toList();
    }

    private Map<Principal, Person> people(DeploymentId deployment, Collection<Search.Found> found, Instant at) {
        var names = new TreeSet<String>();
        for (var one : found) {
            if (one.held().principal() instanceof Principal.Account(var name)) {
                names.add(name.value());
            }
        }
        var subjects = store.subjects(deployment, names, at);
        var known = directory.people(subjects.values());
        Map<Principal, Person> people = new TreeMap<>();
        for (var one : found) {
            if (one.held().principal() instanceof Principal.Account(var name)) {
                var subject = subjects.get(name.value());
                Person person = subject == null ? null : known.get(subject);
                if (person != null) {
                    people.put(one.held().principal(), person);
                }
            }
        }
        return people;
    }

    private static Holding holding(Search.Found found, Optional<Person> person) {
        var held = found.held();
        return new Holding(
                held.deployment(),
                held.principal(),
                person,
                found.what(),
                found.certainty(),
                found.through(),
                held.roles(),
                held.after(),
                held.since(),
                held.gone());
    }
}
