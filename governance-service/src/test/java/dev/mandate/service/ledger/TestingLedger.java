package dev.mandate.service.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.EntryId;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import dev.mandate.service.platform.Transactions;
import dev.mandate.verifier.LedgerCheck;
import dev.mandate.verifier.PublicKeyLine;
import dev.mandate.verifier.Report;
import dev.mandate.verifier.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A ledger as one process of the service has it: any number of them may share a database and a folder. */
public final class TestingLedger {
    public static final LedgerActor JOB = new LedgerActor("job", "test", "internal");
    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    final TestingDatabase database;
    final Path data;
    final LedgerSettings settings;
    final EntryStore entries;
    final TreeStore tree;
    final Epochs epochs;
    final Sequencer sequencer;
    final Checkpoints checkpoints;
    private final LedgerApi api;
    private final LedgerReader reader;

    private TestingLedger(TestingDatabase database, Path data, Clock clock, List<Path> external) {
        this.database = database;
        this.data = data;
        settings = LedgerSettings.in(data, external);
        entries = new EntryStore(database.queries());
        tree = new TreeStore(database.queries());
        epochs = new Epochs(tree, clock, "test");
        sequencer = new Sequencer(transactions(), tree, epochs);
        checkpoints = new Checkpoints(transactions(), tree, epochs, clock, settings);
        api = new LedgerApi(transactions(), clock, entries, tree, checkpoints, sequencer);
        api.check();
        reader = new LedgerReader(entries, tree, checkpoints);
    }

    /** Takes back what a test before has done to the rows and to the rights on them. */
    public static void clear(TestingDatabase database) {
        var tables =
                "ledger.entry, ledger.pending, ledger.epoch, ledger.leaf, ledger.tile, ledger.checkpoint, ledger.personal";
        database.asSuperuser().execute("truncate " + tables);
        database.asSuperuser().execute("truncate ledger.erasure, history.standing");
        database.asSuperuser().execute("grant insert on " + tables + " to mandate_app");
    }

    public static TestingLedger over(TestingDatabase database, Path data) {
        return new TestingLedger(database, data, new TestingClock(NOON), List.of());
    }

    public static TestingLedger over(TestingDatabase database, Path data, Clock clock, List<Path> external) {
        return new TestingLedger(database, data, clock, external);
    }

    /** Another process over the same database and folder. */
    TestingLedger again() {
        return new TestingLedger(database, data, new TestingClock(NOON), settings.external());
    }

    public LedgerApi api() {
        return api;
    }

    public LedgerReader reader() {
        return reader;
    }

    public Transactions transactions() {
        return database.transactions();
    }

    public static LedgerEvent event(int number) {
        return LedgerEvent.done(JOB, ActionCode.of("drift.found"), new LedgerObject("deployment", "warehouse"))
                .with(Map.of("number", JsonValue.number(number)));
    }

    /** Appends numbered events in one transaction. */
    public List<EntryId> append(int from, int to) {
        var events = IntStream.range(from, to).mapToObj(TestingLedger::event).toList();
        return transactions().apart(() -> api.append(events));
    }

    /** What was published on this machine, as an auditor would keep it. */
    public String published() {
        try (var files = Files.list(settings.checkpoints())) {
            var texts = new ArrayList<String>();
            for (var file : files.sorted().toList()) {
                texts.add(Files.readString(file, UTF_8));
            }
            return String.join("", texts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Trust trust(String... published) {
        var notes = List.of(published).stream()
                .map(text -> new Trust.Named("published", text))
                .toList();
        return new Trust(Optional.of(PublicKeyLine.parse(reader.key().format())), notes);
    }

    /** What an independent check of the rows says, given what was published. */
    Report check(String... published) throws Exception {
        try (var connection = database.connections().getConnection()) {
            return LedgerCheck.check(connection, trust(published));
        }
    }

    /** Runs statements as a superuser whom no trigger and no foreign key stops. */
    public void tamper(String... statements) {
        database.asSuperuser().connection(connection -> {
            connection.setAutoCommit(false);
            execute(connection, "set local session_replication_role = replica");
            for (var statement : statements) {
                execute(connection, statement);
            }
            connection.commit();
        });
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
