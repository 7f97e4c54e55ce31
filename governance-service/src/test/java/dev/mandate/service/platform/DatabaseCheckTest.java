package dev.mandate.service.platform;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatabaseCheckTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(() -> Database.external(DATABASE.settings("mandate_owner")))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageContaining("fsync is off")
                .hasMessageContaining("full_page_writes is off")
                .hasMessageContaining("synchronous_commit is off")
                .hasMessageContaining("role mandate_owner owns the ledger");
    }

    @Test
    void refusesASuperuser() {
        assertThatThrownBy(() -> Database.external(DATABASE.settings("postgres")))
                .hasMessageContaining("role postgres is a superuser");
    }

    @Test
    void refusesARoleThatMayChangeTheLedger() {
        TestingServer.execute("postgres", "create role meddler login password '" + TestingServer.PASSWORD + "'");
        DATABASE.asOwner().execute("grant usage on schema ledger to meddler");
        DATABASE.asOwner().execute("grant delete on ledger.entry to meddler");
        assertThatThrownBy(() -> Database.external(DATABASE.settings("meddler")))
                .hasMessageContaining("role meddler may change what is on the ledger");
    }

    @Test
    void refusesADatabaseThatLacksAMigration() {
        var behind = TestingDatabase.create();
        behind.asOwner().execute("delete from migrations.history where version = '0050'");
        assertThatThrownBy(() -> Database.external(behind.settings("mandate_app")))
                .hasMessageContaining("it lacks V0050__")
                .hasMessageContaining("mandate migrate");
    }

    @Test
    void refusesADatabaseThatWasNeverMigrated() {
        var empty = TestingDatabase.copyOf("template0");
        assertThatThrownBy(() -> Database.external(empty.settings("mandate_app")))
                .hasMessageContaining("has not been migrated for role mandate_app");
    }

    @Test
    void namesADatabaseThatDoesNotAnswer() {
        var nobody = new DatabaseSettings(
                "127.0.0.1",
                1,
                "store",
                new DatabaseSettings.Login("mandate_app", "hidden in messages"),
                Optional.empty(),
                DatabaseSettings.Tls.VERIFY_FULL,
                Optional.<Path>empty());
        assertThatThrownBy(() -> Database.external(nobody))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageContaining("127.0.0.1:1/store")
                .hasMessageContaining("refused")
                .hasMessageNotContaining("hidden");
    }
}
