package dev.mandate.service.cli;

import dev.mandate.service.directory.RealDirectory;
import dev.mandate.service.directory.TestingDirectory389;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.settings.SettingsFile;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that does not tell of its changes is read as often as it is to be, and they reach the target. */
class PolledToTargetTest {
    @TempDir
    private Path home;

    private RealDirectory directory;
    private TestingWarehouse warehouse;
    private String analysts;

    @BeforeEach
    void start() throws SQLException {
        directory = TestingDirectory389.start();
        analysts = directory.group("analysts", directory.person("ann"));
        warehouse = TestingWarehouse.start(home);
    }

    @AfterEach
    void stop() {
        if (warehouse != null) {
            warehouse.close();
        }
        if (directory != null) {
            directory.close();
        }
    }

    @Test
    void joinersAndMoversReachTheTarget() throws Exception {
        Settings settings = SettingsFile.read(warehouse.config(directory, "2s"), Map.of())
                .settings()
                .orElseThrow();
        try (var service = OpenService.of(settings)) {
            var steward = new Steward(
                    service, settings.policy(), () -> Optional.of(TestingOperators.operator(service, "ada")));
            steward.refresh();
            steward.publish();
            try (var _ = Jobs.start(service, steward, settings)) {
                warehouse.awaitAnalysts("ann");
                String bob = directory.person("bob");
                directory.join(analysts, bob);
                long begun = System.nanoTime();
                warehouse.awaitAnalysts("ann", "bob");
                TestingWarehouse.told("a joiner, polled every 2 s,", begun);
                directory.leave(analysts, bob);
                begun = System.nanoTime();
                warehouse.awaitAnalysts("ann");
                TestingWarehouse.told("a mover, polled every 2 s,", begun);
            }
        }
    }
}
