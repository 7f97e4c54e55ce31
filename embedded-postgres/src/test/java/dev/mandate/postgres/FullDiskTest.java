package dev.mandate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FullDiskTest {
    private static final String PASSWORD = "correct horse";

    private TestingDisk disk;
    private PostgresCluster cluster;

    @BeforeEach
    void mountDisk() throws IOException {
        var binaries = PostgresBinaries.unpack();
        disk = TestingDisk.open(256);
        cluster = PostgresCluster.in(disk.path().resolve("postgres"), binaries);
    }

    @AfterEach
    void unmountDisk() throws IOException {
        if (disk != null) {
            cluster.stop();
            disk.close();
        }
    }

    @Test
    void aDataFolderIsMadeCompletelyOrNotAtAll() throws IOException {
        var filler = disk.fill(8L << 20);
        assertThatThrownBy(() -> cluster.create(PASSWORD))
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("is full");
        try (var left = Files.list(disk.path())) {
            assertThat(left).containsExactly(filler);
        }
        Files.delete(filler);
        cluster.create(PASSWORD);
        assertThat(cluster.start(PostgresSettings.durable())).isPositive();
    }

    @Test
    void whatWasCommittedIsThereOnceThereIsSpaceAgain() throws Exception {
        cluster.create(PASSWORD);
        var committed = fillByCommitting();
        var filler = disk.path().resolve("filler");
        cluster.stop();
        assertThatThrownBy(() -> cluster.start(PostgresSettings.durable()))
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining("is full");
        Files.delete(filler);
        try (var connection = PostgresClusterTest.connect(cluster.start(PostgresSettings.durable()), PASSWORD)) {
            assertThat(PostgresClusterTest.first(connection, "select max(id) from filled"))
                    .isEqualTo(String.valueOf(committed));
        }
    }

    /** Inserts a row per transaction until one fails; returns the last that did not. */
    private int fillByCommitting() throws IOException, SQLException {
        try (var connection = PostgresClusterTest.connect(cluster.start(PostgresSettings.durable()), PASSWORD);
                var statement = connection.createStatement()) {
            statement.execute("create table filled (id integer primary key, what text)");
            disk.fill(4L << 20);
            for (var id = 1; ; id++) {
                try {
                    statement.execute("insert into filled values (" + id + ", repeat('x', 8000) || random())");
                } catch (SQLException full) {
                    assertThat(full.getMessage()).contains("No space left on device");
                    return id - 1;
                }
            }
        }
    }
}
