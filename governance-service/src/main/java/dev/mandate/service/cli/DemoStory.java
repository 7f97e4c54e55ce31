package dev.mandate.service.cli;

import dev.mandate.model.access.Assignment;
import dev.mandate.model.access.AssignmentId;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.Validity;
import dev.mandate.model.state.GrantSource;
import dev.mandate.model.state.Why;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.Subject;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.access.NotAllowed;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.SourceOutcome;
import dev.mandate.service.history.ExportQuery;
import dev.mandate.service.history.ExportSummary;
import dev.mandate.service.history.HistoryExport;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.ledger.LedgerStanding;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.reconcile.Holder;
import dev.mandate.service.reconcile.ReconcileApi;
import dev.mandate.service.reconcile.Reconciliation;
import dev.mandate.service.reconcile.Reconciliation.Result;
import dev.mandate.verifier.ExportCheck;
import dev.mandate.verifier.Report;
import dev.mandate.verifier.Trust;
import dev.mandate.verifier.UnreadableException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the demo does, in order. Every claim is checked by asking the target itself, not Mandate. */
final class DemoStory {
    private static final String PROD = "warehouse-prod";
    private static final String ORDERS = "curated.orders";

    private final Caller ada;
    private final Caller grace;
    private final DemoPeople people;
    private final DemoTargets targets;
    private final Optional<DemoAirflow> airflow;
    private final DemoFolder files;
    private final DemoPolicy folder;
    private final PolicyApi policies;
    private final Narrator narrator;
    private final DirectoryApi directory;
    private final ReconcileApi reconcile;
    private final AccessApi access;
    private final LedgerApi ledger;
    private final HistoryExport export;
    private final Clock clock;
    private final Transactions transactions;

    DemoStory(
            Beans service,
            Caller ada,
            Caller grace,
            DemoPeople people,
            DemoTargets targets,
            Optional<DemoAirflow> airflow,
            DemoFolder files,
            Narrator narrator) {
        this.ada = ada;
        this.grace = grace;
        this.people = people;
        this.targets = targets;
        this.airflow = airflow;
        this.files = files;
        folder = new DemoPolicy(files.policy(), targets, airflow);
        this.narrator = narrator;
        policies = service.get(PolicyApi.class);
        directory = service.get(DirectoryApi.class);
        reconcile = service.get(ReconcileApi.class);
        access = service.get(AccessApi.class);
        ledger = service.get(LedgerApi.class);
        export = service.get(HistoryExport.class);
        clock = service.get(Clock.class);
        transactions = service.get(Transactions.class);
    }

    void tell() {
        readPeople();
        observe();
        PolicyVersion policy = folder.publish(policies, ada, DemoPolicy.GOVERN);
        approve(policy, guard(policy));
        airflow.ifPresent(one -> airflow(policy, one));
        drift(policy);
        Instant before = clock.now();
        reconcile.run(ada, policy, Selector.ALL, r -> {});
        leave(policy);
        hold(policy);
        explain(policy, before);
        ledger();
        evidence();
    }

    private void readPeople() {
        narrator.step("Read the directory");
        SourceOutcome outcome = directory.refresh(DemoPeople.SOURCE, ada);
        boolean accepted = outcome
                        instanceof
                        SourceOutcome.Accepted(
                                var source,
                                var persons,
                                var groups,
                                var joined,
                                var changed,
                                var missing,
                                var differing)
                && persons == 201
                && groups == 5;
        narrator.claim(
                accepted, "201 people and 5 groups, nested in a cycle, read completely", "a paged search over LDAP");
    }

    private void observe() {
        narrator.step("Look first: with every mode at observe, nothing is changed");
        Map<String, String> before = catalogues();
        var outcome = reconcile.run(ada, folder.publish(policies, ada, DemoPolicy.OBSERVE), Selector.ALL, r -> {});
        table(outcome);
        int differences = outcome.stream().mapToInt(one -> one.drift().size()).sum();
        narrator.claim(
                outcome.stream()
                                .allMatch(one -> one.result() == Result.OBSERVED
                                        && !one.drift().isEmpty())
                        && catalogues().equals(before),
                differences + " differences found, no target touched",
                "hash of each target's whole catalogue, before and after");
    }

    private String guard(PolicyVersion policy) {
        narrator.step("Govern: what policy gives is applied; removing people who were there before waits");
        var outcome = reconcile.run(ada, policy, Selector.ALL, r -> {});
        table(outcome);
        Reconciliation prod = of(outcome, PROD);
        narrator.claim(
                prod.held() >= DemoTargets.OLD_HANDS && members(PROD, "analyst", "old_hand%") == DemoTargets.OLD_HANDS,
                "the removal of " + DemoTargets.OLD_HANDS + " unknown members of analyst in production waits",
                "asked " + PROD + " itself: its table pg_auth_members");
        narrator.claim(
                DemoTargets.NAMES.stream().allMatch(name -> members(name, "analyst", "%.%") >= 60),
                "the 60 analysts are in, in all three clusters",
                "asked each cluster");
        return prod.approvalHash().orElse("");
    }

    private void approve(PolicyVersion policy, String hash) {
        narrator.step("Somebody else says yes to exactly these changes");
        narrator.claim(refused(ada, hash), "ada published this policy: her yes is refused", "approve as ada");
        reconcile.approve(grace, hash, "they left years ago");
        var outcome = reconcile.run(ada, policy, Selector.ALL, r -> {});
        table(outcome);
        narrator.claim(
                members(PROD, "analyst", "old_hand%") == 0,
                "after grace's yes they are gone",
                "asked " + PROD + " itself");
        var again = reconcile.run(ada, policy, Selector.ALL, r -> {});
        narrator.claim(
                again.stream().allMatch(one -> one.planned() == 0),
                "running again plans nothing",
                "a plan of 0 changes for each");
    }

    private boolean refused(Caller caller, String hash) {
        try {
            reconcile.approve(caller, hash, "it is mine");
            return false;
        } catch (NotAllowed expected) {
            return true;
        }
    }

    private void airflow(PolicyVersion policy, DemoAirflow one) {
        narrator.step("The same policy in Airflow, over its REST interface");
        String holders = "select u.username from ab_user_role x join ab_user u on u.id = x.user_id"
                + " join ab_role r on r.id = x.role_id where r.name = 'closing'";
        narrator.claim(
                one.ask(holders).size() == DemoPeople.FINANCE,
                "the " + DemoPeople.FINANCE + " of finance hold the role closing there, and nobody else does",
                "ab_user_role in Airflow's own database");
        one.ask("delete from ab_user_role x using ab_user u, ab_role r where u.id = x.user_id and r.id = x.role_id"
                + " and r.name = 'closing' and u.username = 'ann.egger'");
        Reconciliation mended = of(reconcile.run(ada, policy, only(DemoAirflow.NAME), r -> {}), DemoAirflow.NAME);
        narrator.claim(
                mended.applied() == 1 && one.ask(holders).size() == DemoPeople.FINANCE,
                "one was thrown out by hand: found, and put right by one change",
                "the same rows, after one run");
    }

    private void drift(PolicyVersion policy) {
        narrator.step("Somebody grants by hand: found, one reverted, one adopted");
        Subject eva = subject("eva.jones");
        Subject ben = subject("ben.adler");
        targets.byHand(PROD, "create role \"eva.jones\" login; grant analyst to \"eva.jones\"");
        targets.byHand(PROD, "grant finance_reader to \"ben.adler\"");
        var found = of(reconcile.check(ada, policy, only(PROD), r -> {}), PROD);
        narrator.claim(
                found.drift().size() == 2,
                "exactly two differences",
                found.drift().stream().map(one -> one.thing().toString()).collect(Collectors.joining(", ")));
        transactions.inOne(() -> {
            access.assign(
                    grace,
                    new Assignment(
                            AssignmentId.of(UUID.randomUUID().toString()),
                            ben.id(),
                            ben.tenure(),
                            RoleId.of("finance"),
                            only(PROD),
                            Validity.ALWAYS,
                            "year-end audit, asked for late"),
                    "adopted");
            return ben;
        });
        reconcile.run(ada, policy, only(PROD), r -> {});
        narrator.claim(
                members(PROD, "analyst", "eva.jones") == 0 && members(PROD, "finance_reader", "ben.adler") == 1,
                eva.attribute(Subject.NAME).orElse("")
                        + "'s is taken back, ben adler's is now an assignment with a reason",
                "asked " + PROD + " itself");
    }

    private void leave(PolicyVersion policy) {
        narrator.step("Somebody leaves: one change in the directory, everything ends everywhere");
        people.leave("lea.adler");
        long began = System.nanoTime();
        directory.refresh(DemoPeople.SOURCE, ada);
        reconcile.run(ada, policy, Selector.ALL, r -> {});
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        boolean out = DemoTargets.NAMES.stream()
                .allMatch(name -> members(name, "analyst", "lea.adler") == 0 && !mayLogIn(name, "lea.adler"));
        narrator.claim(
                out,
                "lea adler has no membership and no login in three clusters after %.1f s"
                        .formatted(took.toMillis() / 1000.0),
                "asked each cluster: members and logins");
    }

    private void hold(PolicyVersion policy) {
        narrator.step("A Hold beats every source of access, and survives the next run");
        Subject dan = subject("dan.adler");
        access.hold(
                grace,
                new Hold.Party.OfSubject(dan.id()),
                new Hold.Access.Everything(),
                Selector.ALL,
                "lost laptop",
                null);
        reconcile.run(ada, policy, Selector.ALL, r -> {});
        reconcile.run(ada, policy, Selector.ALL, r -> {});
        narrator.claim(
                DemoTargets.NAMES.stream().allMatch(name -> members(name, "analyst", "dan.adler") == 0),
                "dan adler is still in the group analysts, and out of every cluster",
                "asked each cluster, after two runs");
    }

    private void explain(PolicyVersion policy, Instant before) {
        narrator.step("Who, why, and who before");
        var orders = Entitlement.of("table", ORDERS, "SELECT");
        var prod = DeploymentId.of(PROD);
        Set<String> now = names(reconcile.holders(ada, prod, orders, clock.now()));
        Set<String> then = names(reconcile.holders(ada, prod, orders, before));
        narrator.tell("who " + PROD + "/" + orders + ": " + now.size() + " now, " + then.size() + " before");
        narrator.claim(
                !now.contains("lea.adler") && then.contains("lea.adler") && then.contains("dan.adler"),
                "before the changes lea and dan could read it, now they cannot",
                "the same question as of " + before.toString().substring(0, 19) + "Z");
        Deployment deployment = policy.policy().deployments().stream()
                .filter(one -> one.id().equals(prod))
                .findFirst()
                .orElseThrow();
        Why why = reconcile.why(ada, policy, subject("ann.adler").id(), deployment, orders);
        why.paths().limit(3).forEach(path -> narrator.tell("why ann.adler: " + line(path)));
        narrator.claim(
                why.count().equals(BigInteger.ONE) && why.cut().size() == 1,
                "one path, and one membership to take away to end it",
                "the graph of groups, mappings and roles");
    }

    private static String line(Why.Path path) {
        Stream<String> sources = path.sources().stream().map(DemoStory::word);
        Stream<String> grants =
                path.grants().stream().map(grant -> grant.entitlement().toString());
        return Stream.concat(sources, grants).collect(Collectors.joining(" → "));
    }

    private static String word(GrantSource source) {
        return switch (source) {
            case GrantSource.OfGroup group -> "group " + group.name();
            case GrantSource.OfMapping mapping -> "mapping " + mapping.mapping().reason();
            case GrantSource.OfAssignment assignment ->
                "assignment " + assignment.assignment().reason();
            case GrantSource.OfWritten written ->
                "assignment " + written.assignment().reason();
            case GrantSource.OfRole role -> "role " + role.role();
            case GrantSource.OfClause ignored -> "gives";
            case GrantSource.OfDefinition ignored -> "defined";
        };
    }

    private void ledger() {
        narrator.step("Every decision is on a ledger that nobody can quietly change");
        LedgerStanding standing = ledger.advance();
        narrator.claim(
                standing.waiting() == 0 && standing.checkpoint().isPresent(),
                standing.size() + " entries under a signed checkpoint; " + LedgerStanding.UNPROTECTED
                        + " until checkpoints are kept elsewhere too",
                standing.checkpoint().map(one -> "root " + one.root().base64()).orElse("none"));
    }

    private void evidence() {
        narrator.step("An outsider checks an export alone");
        try {
            ExportSummary summary = export.write(ada, ExportQuery.everything(), policies.deciders(), files.export());
            Path key = files.export().resolveSibling("keys").resolve("ledger.pub");
            var trust = Trust.of(Optional.of(key), List.of());
            narrator.claim(
                    ExportCheck.check(files.export(), trust).exitCode() == Report.SOUND,
                    summary.entries() + " entries, every proof holds: " + files.export(),
                    "./mandate verify, offline, with the public key");
            byte[] bytes = Files.readAllBytes(files.export());
            bytes[bytes.length / 2] ^= 1;
            Path flipped = Files.write(files.export().resolveSibling("flipped.zip"), bytes);
            narrator.claim(!isSound(flipped, trust), "with one bit flipped it is found out", "the same check");
            Files.delete(flipped);
        } catch (IOException | UnreadableException e) {
            throw new IllegalStateException("the demo's export could not be made or read", e);
        }
    }

    private static boolean isSound(Path file, Trust trust) {
        try {
            return ExportCheck.check(file, trust).exitCode() == Report.SOUND;
        } catch (UnreadableException damaged) {
            return false;
        }
    }

    private void table(List<Reconciliation> outcome) {
        outcome.forEach(one -> narrator.tell(
                "%-18s %-10s planned %4d  applied %4d  verified %4d  waiting %3d  differences left %4d  %s"
                        .formatted(
                                one.deployment(),
                                one.result().word(),
                                one.planned(),
                                one.applied(),
                                one.verified(),
                                one.held(),
                                one.drift().size(),
                                one.message())
                        .stripTrailing()));
    }

    private Map<String, String> catalogues() {
        Map<String, String> catalogues = new TreeMap<>();
        DemoTargets.NAMES.forEach(name -> catalogues.put(name, targets.catalogue(name)));
        airflow.ifPresent(one -> catalogues.put(DemoAirflow.NAME, one.catalogue()));
        return catalogues;
    }

    private int members(String target, String role, String like) {
        return targets
                .ask(
                        target,
                        "select count(*)::text from pg_auth_members where roleid = '" + role
                                + "'::regrole and pg_get_userbyid(member) like '" + like + "'")
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    private boolean mayLogIn(String target, String role) {
        return targets.ask(target, "select rolcanlogin::text from pg_roles where rolname = '" + role + "'")
                .contains("true");
    }

    private Subject subject(String username) {
        Directory all = directory.directory();
        return all.subjects().values().stream()
                .filter(subject ->
                        subject.attribute(Subject.USERNAME).orElse("").equals(username))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> names(List<Holder> holders) {
        return holders.stream()
                .map(holder -> holder.principal().toString().replaceFirst("^account:", ""))
                .collect(Collectors.toSet());
    }

    private static Reconciliation of(List<Reconciliation> outcome, String deployment) {
        return outcome.stream()
                .filter(one -> one.deployment().value().equals(deployment))
                .findFirst()
                .orElseThrow();
    }

    private static Selector only(String deployment) {
        return new Selector(Set.of(), Set.of(DeploymentId.of(deployment)), new TreeMap<>());
    }
}
