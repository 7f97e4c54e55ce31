package dev.mandate.service.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.subject.Group;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.LinkRule;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.ledger.TestingLedger;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** The directory over a database of its own, with the ledger it writes on. */
public final class TestingDirectory {
    static final SourceId CORP = SourceId.of("corp");
    static final Caller ADA = Caller.operator("ada", null);
    static final Caller JOB = Caller.job("sources");
    private static final List<String> STATED = List.of("subject", "group_", "group_subject", "group_group", "revision");

    final TestingDatabase database;
    final TestingClock clock = new TestingClock(TestingLedger.NOON);
    final DirectoryApi api;
    final IdentityApi identities;

    private final Map<GroupId, Limit> privileged = new HashMap<>();
    private final Path data;

    private TestingDirectory(TestingDatabase database, Path data, Sources sources) {
        this.database = database;
        this.data = data;
        var store = new DirectoryStore(database.queries());
        var people = new PersonStore(database.queries());
        var links = new LinkStore(database.queries());
        var stored = new KnownStore(database.queries());
        var quarantine = new QuarantineStore(database.queries());
        var ledger = TestingLedger.over(database, data).api();
        var linking = new Linking(sources, links, ledger);
        identities = new IdentityApi(
                people, links, store, linking, caller -> caller, ledger, clock, database.transactions());
        api = new DirectoryApi(
                sources,
                store,
                people,
                links,
                stored,
                quarantine,
                new TakeOver(store, stored, quarantine, linking, new Owners(people, ledger), ledger, clock),
                new PushStore(database.queries()),
                () -> privileged,
                caller -> caller,
                ledger,
                clock,
                database.transactions());
    }

    /** Empties the tables first. */
    static TestingDirectory over(TestingDatabase database, Path data, Source... sources) {
        TestingLedger.clear(database);
        database.asSuperuser().execute("""
                truncate directory.source, directory.subject, directory.group_, directory.group_subject,
                directory.group_group, directory.counted_change, directory.quarantine, directory.link cascade""");
        return new TestingDirectory(database, data, Sources.of(List.of(sources)));
    }

    /** What other modules see of it, over the rows that are there. */
    public static DirectoryApi api(TestingDatabase database, Path data) {
        return new TestingDirectory(database, data, Sources.of(List.of())).api;
    }

    /** Who is who, over the rows that are there. */
    public static IdentityApi identities(TestingDatabase database, Path data) {
        return new TestingDirectory(database, data, Sources.of(List.of())).identities;
    }

    /** What is stored stays; it is read from other sources from now on. */
    TestingDirectory with(Source... others) {
        return new TestingDirectory(database, data, Sources.of(List.of(others)));
    }

    /** What is stored stays; it is linked like this from now on. */
    TestingDirectory linking(List<LinkRule> rules, Source... all) {
        return new TestingDirectory(database, data, Sources.of(List.of(all)).linking(rules));
    }

    /** From now on this group gives more than standard access. */
    TestingDirectory privileged(String group, int gains) {
        privileged.put(GroupId.of(group), Limit.count(gains));
        return this;
    }

    SourceOutcome refresh() {
        return api.refresh(CORP, JOB);
    }

    /** Every row of what sources stated, with its place on disk: an update that changes nothing shows too. */
    Map<String, List<String>> stated() {
        Map<String, List<String>> rows = new TreeMap<>();
        for (String table : STATED) {
            rows.put(
                    table,
                    database
                            .queries()
                            .fetch("select ctid::text, t::text from directory." + table + " t order by 1")
                            .stream()
                            .map(Record::toString)
                            .toList());
        }
        return rows;
    }

    List<String> stated(String table) {
        return Objects.requireNonNull(stated().get(table));
    }

    Subject subject(String username) {
        return Objects.requireNonNull(subjects().get(username), username);
    }

    boolean is(String username, SubjectState state) {
        Subject subject = subjects().get(username);
        return subject != null && subject.state() == state;
    }

    /** The user names of those in the group of this name. */
    Set<String> members(String group) {
        var now = api.directory();
        return now.groups().values().stream()
                .filter(one -> one.name().equals(group))
                .map(Group::subjects)
                .flatMap(Set::stream)
                .map(id -> Objects.requireNonNull(now.subjects().get(id))
                        .attributes()
                        .getOrDefault(Subject.USERNAME, ""))
                .collect(Collectors.toSet());
    }

    Group group(String id) {
        return Objects.requireNonNull(api.directory().groups().get(GroupId.of("corp:" + id)), id);
    }

    /** How many people's rows somebody locked. */
    int lockedPeople() {
        return database.queries().fetchCount(DSL.table("directory.subject"), DSL.condition("xmax <> 0"));
    }

    /** By user name. */
    Map<String, Subject> subjects() {
        Map<String, Subject> subjects = new TreeMap<>();
        api.directory()
                .subjects()
                .values()
                .forEach(subject -> subjects.put(subject.attributes().get(Subject.USERNAME), subject));
        return subjects;
    }

    /** The ledger's entries with this action, oldest first. */
    List<String> entries(String action) {
        return database.queries().fetch("select canonical from ledger.entry order by id").stream()
                .map(row -> new String(row.get(0, byte[].class), UTF_8))
                .filter(entry -> entry.contains("\"action\":\"" + action + "\""))
                .toList();
    }

    long ledgerSize() {
        return database.queries().fetchCount(DSL.table("ledger.entry"));
    }
}
