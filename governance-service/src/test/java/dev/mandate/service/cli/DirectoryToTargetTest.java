package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.directory.RealDirectory;
import dev.mandate.service.directory.TestingSlapd;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change in slapd is on a PostgreSQL target, read back, without anybody asking for it. */
class DirectoryToTargetTest {
    private static final Pattern CREATED = Pattern.compile("\"do\":\"create-account\",\"who\":\"(subject:[^\"]+)\"");

    @TempDir
    private Path home;

    private RealDirectory slapd;
    private TestingWarehouse warehouse;
    private String analysts;

    @BeforeEach
    void start() throws SQLException {
        slapd = TestingSlapd.start();
        analysts = slapd.group("analysts", slapd.person("ann"));
        warehouse = TestingWarehouse.start(home);
    }

    @AfterEach
    void stop() {
        if (warehouse != null) {
            warehouse.close();
        }
        if (slapd != null) {
            slapd.close();
        }
    }

    private Settings settings() throws IOException {
        return SettingsFile.read(config(), Map.of()).settings().orElseThrow();
    }

    private Path config() throws IOException {
        return warehouse.config(slapd, "1h");
    }

    @Test
    void joinersMoversAndLeaversReachTheTarget() throws Exception {
        Settings settings = settings();
        try (var service = OpenService.of(settings)) {
            var steward = new Steward(
                    service, settings.policy(), () -> Optional.of(TestingOperators.operator(service, "ada")));
            steward.refresh();
            steward.publish();
            try (var _ = Jobs.start(service, steward, settings)) {
                warehouse.awaitAnalysts("ann");
                slapd.join(analysts, slapd.person("bob"));
                told("a joiner", () -> warehouse.awaitAnalysts("ann", "bob"));
                slapd.leave(analysts, "uid=bob," + TestingSlapd.PEOPLE);
                told("a mover", () -> warehouse.awaitAnalysts("ann"));
                slapd.join(analysts, slapd.person("cleo"));
                told("another joiner", () -> warehouse.awaitAnalysts("ann", "cleo"));
                slapd.delete("uid=cleo," + TestingSlapd.PEOPLE);
                told("a leaver", () -> warehouse.awaitAnalysts("ann"));
            }
        }
    }

    @Test
    void whoeverComesWhileTheServiceIsDownIsThereWhenItIsBack() throws Exception {
        Settings settings = settings();
        try (var service = OpenService.of(settings)) {
            var steward = new Steward(
                    service, settings.policy(), () -> Optional.of(TestingOperators.operator(service, "ada")));
            steward.refresh();
            steward.publish();
            try (var _ = Jobs.start(service, steward, settings)) {
                warehouse.awaitAnalysts("ann");
            }
            slapd.join(analysts, slapd.person("bob"));
            try (var _ = Jobs.start(service, steward, settings)) {
                told("a joiner of meanwhile", () -> warehouse.awaitAnalysts("ann", "bob"));
            }
        }
    }

    @Test
    void twoNodesThatWatchItDoEverythingOnce() throws Exception {
        try (TestingWeb one = TestingWeb.start(config());
                TestingWeb other = one.anotherNode()) {
            Steward first = steward(one);
            first.refresh();
            first.publish();
            try (var _ = Jobs.start(one, first, one.settings());
                    var _ = Jobs.start(other, steward(other), other.settings())) {
                warehouse.awaitAnalysts("ann");
                for (String name : List.of("bob", "cleo", "dan")) {
                    slapd.join(analysts, slapd.person(name));
                }
                warehouse.awaitAnalysts("ann", "bob", "cleo", "dan");
                slapd.delete("uid=bob," + TestingSlapd.PEOPLE);
                slapd.leave(analysts, "uid=cleo," + TestingSlapd.PEOPLE);
                warehouse.awaitAnalysts("ann", "dan");
            }
            assertThat(one.ledger("plan.intent").stream()
                            .flatMap(entry -> CREATED.matcher(entry).results().map(found -> found.group(1))))
                    .as("each has got one account, from one node")
                    .hasSize(4)
                    .doesNotHaveDuplicates();
        }
    }

    private static Steward steward(TestingWeb node) {
        return new Steward(node, node.settings().policy(), () -> Optional.of(TestingOperators.operator(node, "ada")));
    }

    private interface Wait {
        void run() throws InterruptedException;
    }

    private static void told(String what, Wait wait) throws InterruptedException {
        long begun = System.nanoTime();
        wait.run();
        TestingWarehouse.told(what, begun);
    }
}
