package dev.mandate.service.directory;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.GuardLimits.Limit;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.ledger.TestingLedger;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The directory as sources push to it. */
public final class TestingPushes {
    public final PushApi api;
    public final DirectoryApi directory;

    private final Map<GroupId, Limit> privileged = new HashMap<>();
    private final PushStore store;
    private final TestingDatabase database;

    private TestingPushes(TestingDatabase database, Path data, TestingClock clock, List<PushSource> sources) {
        this.database = database;
        var queries = database.queries();
        var ledger = TestingLedger.over(database, data).api();
        var people = new DirectoryStore(queries);
        var quarantine = new QuarantineStore(queries);
        var known = new KnownStore(queries);
        var members = new MemberStore(queries);
        store = new PushStore(queries);
        PrivilegedGroups groups = () -> privileged;
        var links = new LinkStore(queries);
        var linking = new Linking(Sources.of(sources), links, ledger);
        var owners = new Owners(new PersonStore(queries), ledger);
        api = new PushApi(
                Sources.of(sources),
                store,
                people,
                known,
                members,
                new PushGuards(people, members, store, quarantine, groups),
                quarantine,
                linking,
                owners,
                ledger,
                clock,
                database.transactions());
        directory = new DirectoryApi(
                Sources.of(sources),
                people,
                new PersonStore(queries),
                links,
                known,
                quarantine,
                new TakeOver(people, known, quarantine, linking, owners, ledger, clock),
                store,
                groups,
                caller -> caller,
                ledger,
                clock,
                database.transactions());
    }

    /** Empties the directory first. */
    public static TestingPushes over(TestingDatabase database, Path data, TestingClock clock, PushSource... sources) {
        database.asSuperuser().execute("""
                truncate directory.source, directory.subject, directory.group_, directory.group_subject,
                directory.group_group, directory.counted_change, directory.quarantine, directory.revision_step, directory.link cascade""");
        return new TestingPushes(database, data, clock, List.of(sources));
    }

    /** From now on this group gives more than standard access. */
    public void privileged(GroupId group, int gains) {
        privileged.put(group, Limit.count(gains));
    }

    public Directory now() {
        return directory.directory();
    }

    public void release(SourceId source, String hash) {
        directory.release(Caller.operator("grace", null), source, hash, "it is right");
    }

    /** Counts what was pushed into the revision, as is done now and then. */
    public void settle() {
        database.transactions().inOne(() -> {
            store.settle();
            return 0;
        });
    }
}
