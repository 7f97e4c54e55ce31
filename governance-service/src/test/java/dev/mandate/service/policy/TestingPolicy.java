package dev.mandate.service.policy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Policy;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.service.directory.DirectoryNames;
import dev.mandate.service.ledger.LedgerReader.SequencedEntry;
import dev.mandate.service.ledger.TestingLedger;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The policy as one process of the service has it, on a real database and ledger. */
final class TestingPolicy {
    static final Caller ADA = Caller.operator("ada", "ada");
    static final Caller GRACE = Caller.operator("grace", "grace");

    final PolicyApi api;
    final TestingClock clock = new TestingClock(TestingLedger.NOON);
    private final TestingDatabase database;
    private final TestingLedger ledger;

    private TestingPolicy(TestingDatabase database, Path data, DirectoryNames names, PolicySettings settings) {
        this.database = database;
        ledger = TestingLedger.over(database, data);
        var store = new PolicyStore(database.queries());
        var transactions = database.transactions();
        var publisher = new Publisher(store, names, settings, caller -> caller, ledger.api(), clock, transactions);
        api = new PolicyApi(store, publisher, names, settings, transactions);
    }

    static TestingPolicy over(TestingDatabase database, Path data, DirectoryNames names) {
        return over(database, data, names, PolicySettings.USUAL);
    }

    static TestingPolicy over(TestingDatabase database, Path data, DirectoryNames names, PolicySettings settings) {
        return new TestingPolicy(database, data, names, settings);
    }

    /** Forgets all versions and the ledger, as only a superuser can. */
    static void clear(TestingDatabase database) {
        TestingLedger.clear(database);
        database.asSuperuser().execute("update policy.state set in_force = null, waiting = null");
        database.asSuperuser().execute("truncate policy.version, policy.proposal restart identity cascade");
        database.asSuperuser().execute("insert into policy.state default values on conflict do nothing");
    }

    /** Publishes upon what is in force now. */
    Publication publish(Caller caller, String yaml) {
        return api.publish(caller, reading(yaml), basedOn());
    }

    Publication publish(Caller caller, Policy policy) {
        return api.publish(caller, new PolicyReading(Optional.of(policy), List.of(), List.of()), basedOn());
    }

    long basedOn() {
        return api.inForce().map(PolicyVersion::number).orElse(0L);
    }

    /** What the ledger says, oldest first. */
    List<String> entries() {
        ledger.api().advance();
        return ledger.reader().entries(0, 1000).stream()
                .map(SequencedEntry::canonical)
                .toList();
    }

    TestingDatabase database() {
        return database;
    }

    static PolicyReading reading(String yaml) {
        return PolicyFolder.read(new TreeMap<>(Map.of("policy.yaml", yaml)), Optional.of(TestApplications.both()));
    }
}
