package dev.mandate.service.faults;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.subject.Subject;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.ledger.LedgerReader;
import dev.mandate.verifier.LedgerCheck;
import dev.mandate.verifier.PublicKeyLine;
import dev.mandate.verifier.Report;
import dev.mandate.verifier.Trust;
import dev.mandate.verifier.UnreadableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Says what is wrong after a play was cut short and then played to its end. It looks at the target, the rows and the ledger. */
final class CrashOracle {
    private final CrashChild.Task task;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();

    private CrashOracle(CrashChild.Task task) {
        this.task = task;
    }

    /** Nothing where all is as it should be. */
    static List<String> problems(CrashChild.Task task) {
        var oracle = new CrashOracle(task);
        var source = new TestingSource();
        var target = new FileTarget(
                task.folder().resolve("target"), new Tripwire(0, new java.util.concurrent.CountDownLatch(1)));
        try (var pool = CrashChild.pool(task.url());
                var service = TestingService.open(
                        pool, CrashChild.clock(true), task.folder().resolve("data"), source, target)) {
            oracle.target(target);
            oracle.ledger(service, target, pool);
            oracle.rows(DSL.using(pool, SQLDialect.POSTGRES));
            if (task.play() != CrashPlay.CHANGE) {
                oracle.holders(service, source, target);
            }
        } catch (SQLException | UnreadableException e) {
            throw new IllegalStateException(e);
        }
        return oracle.problems;
    }

    private void target(FileTarget target) {
        Set<String> governed = new TreeSet<>(target.load().dump());
        governed.removeIf(CrashPlay::isStrange);
        expect(governed.equals(new TreeSet<>(task.play().end())), "the target holds " + governed);
        Set<String> strange = new TreeSet<>(target.load().dump());
        strange.removeIf(line -> !line.contains("visitor") && !line.contains("legacy"));
        expect(strange.size() == 5, "what is not Mandate's was touched: " + strange);
        expect(
                target.load().dump().stream().noneMatch(line -> line.contains("account:stranger")),
                "a stranger holds something");
        if (task.play() == CrashPlay.END) {
            for (String name : List.of("ann", "ben", "cleo")) {
                expect(target.load().sessions(name) == 0, "sessions go on: " + name);
            }
            expect(target.load().sessions("visitor") == 1, "a session that is not Mandate's to end was ended");
        }
    }

    private void ledger(TestingService service, FileTarget target, DataSource pool)
            throws SQLException, UnreadableException {
        service.get(DirectoryApi.class)
                .directory()
                .subjects()
                .forEach((id, subject) -> names.put(
                        "subject:" + id,
                        "account:" + subject.attribute(Subject.USERNAME).orElse("")));
        var rows = DSL.using(pool, SQLDialect.POSTGRES);
        List<String> intents = told(rows, "plan.intent");
        List<String> answers = told(rows, "plan.outcome");
        answers.addAll(told(rows, "plan.settled"));
        List<String> effects = target.effects().stream()
                .map(effect -> effect.replaceFirst("account:stranger\\d", "account without a subject"))
                .toList();
        Set<String> people = new HashSet<>();
        for (String effect : effects) {
            expect(intents.contains(effect), "no intent of: " + effect);
            expect(answers.contains(effect), "neither outcome nor reading of: " + effect);
            boolean once = people.add(effect) || effect.startsWith("account without");
            expect(once, "done twice: " + effect);
        }
        List<String> open = new ArrayList<>(intents);
        answers.forEach(open::remove);
        expect(open.isEmpty(), "intents that nothing settles: " + open);
        service.get(LedgerApi.class).advance();
        expect(service.get(LedgerApi.class).standing().waiting() == 0, "entries wait for their place in the tree");
        var key = Optional.of(
                PublicKeyLine.parse(service.get(LedgerReader.class).key().format()));
        try (var connection = pool.getConnection()) {
            Report report =
                    LedgerCheck.check(connection, new Trust(key, List.of(new Trust.Named("published", published()))));
            expect(report.exitCode() == Report.SOUND, "fsck: " + report.lines());
        }
    }

    private String published() {
        try (var files = Files.list(task.folder().resolve("data/checkpoints"))) {
            var text = new StringBuilder();
            for (var file : files.sorted().toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The changes in entries of one sort, in the words of {@link FileTarget#effects()}. */
    private List<String> told(DSLContext rows, String action) {
        List<String> told = new ArrayList<>();
        for (byte[] canonical : rows.fetch("select canonical from ledger.entry order by id")
                .map(row -> Objects.requireNonNull(row.get(0, byte[].class)))) {
            Map<String, JsonValue> entry = ((JsonValue.Members) CanonicalJson.parse(canonical)).byName();
            if (JsonValue.text(action).equals(entry.get("action"))) {
                var details = ((JsonValue.Members) member(entry, "details")).byName();
                ((JsonValue.Array) member(details, "changes"))
                        .items()
                        .forEach(change -> told.add(words(((JsonValue.Members) change).byName())));
            }
        }
        return told;
    }

    private String words(Map<String, JsonValue> change) {
        String who = ((JsonValue.Text) member(change, "who")).value();
        String what = change.get("what") instanceof JsonValue.Text(var value) ? " " + value : "";
        return names.getOrDefault(who, who) + " " + ((JsonValue.Text) member(change, "do")).value() + what;
    }

    private static JsonValue member(Map<String, JsonValue> members, String name) {
        return Objects.requireNonNull(members.get(name), name);
    }

    private void rows(DSLContext rows) {
        expect(rows.fetchCount(DSL.table("reconcile.attempt")) == 0, "attempts are left");
        expect(rows.fetchCount(DSL.table("reconcile.waiting")) == 0, "changes wait");
        if (task.play() == CrashPlay.APPROVED) {
            Integer unused = rows.fetchSingle("""
                            select count(*) from (select change from access.approved_change
                            group by change having bool_and(spent is null)) as unused
                            """).into(Integer.class);
            expect(
                    Integer.valueOf(0).equals(unused),
                    unused + " approvals of changes that were made can be used again");
        }
    }

    private void holders(TestingService service, TestingSource source, FileTarget target) {
        expect(task.play().check(service).planned() == 0, "a run would still change something");
        task.play().everybodyLeaves(service, source);
        expect(
                target.load().dump().stream()
                        .noneMatch(line ->
                                line.matches("(account (ann|ben|cleo) ENABLED|grant account:(ann|ben|cleo) .*)")),
                "leavers keep something: " + target.load().dump());
    }

    private void expect(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }
}
