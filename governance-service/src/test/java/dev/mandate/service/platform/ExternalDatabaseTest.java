package dev.mandate.service.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.postgres.PostgresBinaries;
import dev.mandate.postgres.PostgresCluster;
import dev.mandate.postgres.PostgresSettings;
import dev.mandate.service.platform.DatabaseSettings.Login;
import dev.mandate.service.platform.DatabaseSettings.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oldest PostgreSQL we support, run by somebody else, prepared with exactly the SQL that the documentation gives. */
class ExternalDatabaseTest {
    private static final String PASSWORD = "superuser's";
    private static final Path DEBIANS = Path.of("/usr/lib/postgresql/15");

    @TempDir
    private Path folder;

    private PostgresCluster server;
    private int port;

    @BeforeEach
    void prepareServer() throws IOException {
        Requirement.of("postgresql-15", Files.isDirectory(DEBIANS), "apt-get install postgresql-15");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        server = PostgresCluster.in(folder.resolve("postgres"), PostgresBinaries.installed(DEBIANS, 15));
        server.create(PASSWORD);
        port = server.start(PostgresSettings.durable());
        var superuser =
                DSL.using("jdbc:postgresql://127.0.0.1:" + port + "/postgres", PostgresCluster.SUPERUSER, PASSWORD);
        for (var statement : documentedSql().split(";", -1)) {
            if (!statement.isBlank()) {
                superuser.execute(statement);
            }
        }
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void theOwnerMigratesItAndTheServiceUsesIt() {
        assertThatThrownBy(() -> Database.external(settings(Optional.empty())))
                .hasMessageContaining("has not been migrated");
        try (var database = Database.external(settings(Optional.of(new Login("mandate_owner", "CHANGE-ME-1"))))) {
            var queries = DSL.using(database.connections(), SQLDialect.POSTGRES);
            assertThat(queries.fetchValue("select ledger.make_partitions('2026-11-21', 1)"))
                    .isEqualTo(2);
            assertThat(queries.execute("create temporary table staging (id integer)"))
                    .isZero();
            assertThatThrownBy(() -> queries.execute("delete from ledger.entry"))
                    .hasMessageContaining("permission denied");
            assertThat(database.owned()).isFalse();
        }
        Database.external(settings(Optional.empty())).close();
        assertThat(server.running()).hasValue(port);
    }

    private DatabaseSettings settings(Optional<Login> owner) {
        var application = new Login("mandate_app", "CHANGE-ME-2");
        return new DatabaseSettings("127.0.0.1", port, "mandate", application, owner, Tls.DISABLE, Optional.empty());
    }

    private static String documentedSql() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "operations.md"));
        var block = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
