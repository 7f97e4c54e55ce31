package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.service.platform.TestingDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store itself refuses members and groups that are not there, whoever writes them. */
class MembersExistTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final String ANN = "00000000-0000-7000-8000-000000000001";
    private static final String BEN = "00000000-0000-7000-8000-000000000002";
    private static final String NOBODY = "00000000-0000-7000-8000-000000000003";

    @BeforeEach
    void fill() {
        sql("truncate directory.source, directory.group_subject cascade");
        sql("insert into directory.source (id, attempted) values ('corp', now())");
        sql("""
                insert into directory.subject (id, source, external_id, kind, state, tenure, missing, attributes)
                select id::uuid, 'corp', id, 'person', 'active', 1, false, '{}'
                from unnest(array['%s', '%s']) as one (id)
                """.formatted(ANN, BEN));
        sql("""
                insert into directory.group_ (id, source, external_id, name, foreign_members)
                values ('corp:g', 'corp', 'g', 'analysts', 0)
                """);
        sql(member("corp:g", ANN));
    }

    @Test
    void aMemberThatIsNobodyIsRefusedAndEverythingWithIt() {
        refused("insert into directory.group_subject values ('corp:g', '" + BEN + "'), ('corp:g', '" + NOBODY + "')");
        refused(member("corp:none", BEN));
        refused("update directory.group_subject set subject_id = '" + NOBODY + "'");
        refused("update directory.group_subject set group_id = 'corp:none'");

        assertThat(members()).isEqualTo(1);
    }

    @Test
    void whatHasMembersOrIsOneStays() {
        refused("delete from directory.subject where id = '" + ANN + "'");
        refused("delete from directory.group_");
        refused("update directory.subject set id = '" + NOBODY + "' where id = '" + ANN + "'");
        refused("update directory.group_ set id = 'corp:other'");
        refused("truncate directory.subject cascade");
        refused("truncate directory.group_ cascade");

        sql("delete from directory.subject where id = '" + BEN + "'");
        sql("update directory.subject set state = 'left'");
        sql("truncate directory.subject, directory.group_, directory.group_subject cascade");
    }

    @Test
    void whoBecomesAMemberWhileBeingDeletedIsNone() throws Exception {
        try (Connection deleting = DATABASE.connections().getConnection();
                Connection adding = DATABASE.connections().getConnection()) {
            deleting.setAutoCommit(false);
            execute(deleting, "delete from directory.subject where id = '" + BEN + "'");
            var added = CompletableFuture.supplyAsync(() -> outcome(adding));
            awaitWaiting();
            deleting.commit();

            assertThat(added.get(20, TimeUnit.SECONDS)).isEqualTo("23503");
        }
        assertThat(members()).isEqualTo(1);
    }

    @Test
    void whoBecameAMemberMeanwhileIsNotDeleted() throws Exception {
        try (Connection deleting = DATABASE.connections().getConnection();
                Connection adding = DATABASE.connections().getConnection()) {
            adding.setAutoCommit(false);
            execute(adding, member("corp:g", BEN));
            var deleted = CompletableFuture.supplyAsync(
                    () -> outcome(deleting, "delete from directory.subject where id = '" + BEN + "'"));
            awaitWaiting();
            adding.commit();

            assertThat(deleted.get(20, TimeUnit.SECONDS)).isEqualTo("23503");
        }
    }

    private static String outcome(Connection connection) {
        return outcome(connection, member("corp:g", BEN));
    }

    private static String outcome(Connection connection, String statement) {
        try {
            execute(connection, statement);
            return "done";
        } catch (SQLException refused) {
            return refused.getSQLState();
        }
    }

    private static void awaitWaiting() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (DATABASE.asSuperuser()
                .fetch("select from pg_locks where not granted and relation = 'directory.group_subject'::regclass")
                .isEmpty()) {
            assertThat(System.nanoTime()).as("nobody waits").isLessThan(until);
            Thread.onSpinWait();
        }
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (Statement one = connection.createStatement()) {
            one.execute(statement);
        }
    }

    private static String member(String group, String subject) {
        return "insert into directory.group_subject (group_id, subject_id) values ('" + group + "', '" + subject + "')";
    }

    private static void refused(String statement) {
        assertThatThrownBy(() -> sql(statement))
                .as(statement)
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("23503"));
    }

    private static void sql(String statement) {
        DATABASE.asSuperuser().execute(statement);
    }

    private static long members() {
        return DATABASE.asSuperuser()
                .fetchSingle("select count(*) from directory.group_subject")
                .get(0, Long.class);
    }
}
