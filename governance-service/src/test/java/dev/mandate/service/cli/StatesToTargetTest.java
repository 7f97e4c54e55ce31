package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a source says of somebody's state, on a real PostgreSQL: what they hold there, and the session they left open. */
class StatesToTargetTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private TestingWarehouse warehouse;

    @BeforeEach
    void start() throws SQLException {
        warehouse = TestingWarehouse.start(home);
    }

    @AfterEach
    void stop() {
        warehouse.close();
    }

    private void ann(String state) throws IOException {
        Files.writeString(home.resolve("people.yaml"), """
                people:
                  - {id: "1", username: ann, state: %s}
                  - {id: "2", username: bob}
                groups: [{id: a, name: analysts, people: ["1", "2"]}]
                """.formatted(state));
    }

    private List<Finding> run(Steward steward) {
        steward.refresh();
        steward.publish();
        return steward.reconcile(steward.inForce().orElseThrow(), done -> {}).stream()
                .flatMap(done -> done.findings().stream())
                .toList();
    }

    @Test
    void whoIsStagedHoldsNothingUntilTheirFirstDayAndALeaversOpenSessionEnds() throws Exception {
        ann("staged");
        Settings settings = SettingsFile.read(
                        warehouse.config("sources: [{id: corp, type: file, file: ./people.yaml}]\n"), Map.of())
                .settings()
                .orElseThrow();
        try (var service = OpenService.of(settings)) {
            var steward = new Steward(
                    service, settings.policy(), () -> Optional.of(TestingOperators.operator(service, "ada")));
            run(steward);
            assertThat(warehouse.analysts()).containsExactly("bob");
            assertThat(warehouse.hasAccount("ann")).isFalse();

            ann("active");
            run(steward);
            assertThat(warehouse.analysts()).containsExactly("ann", "bob");
            try (Connection open = warehouse.signIn("ann");
                    Connection other = warehouse.signIn("bob")) {
                assertThat(open.isValid(10)).isTrue();

                ann("left");
                assertThat(run(steward)).extracting(Finding::code).contains(FindingCode.SESSIONS_ENDED);
                assertThat(warehouse.analysts()).containsExactly("bob");
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> open.createStatement().execute("select 1"));
                assertThatExceptionOfType(SQLException.class).isThrownBy(() -> warehouse.signIn("ann"));
                assertThat(other.isValid(10)).isTrue();
            }
            assertThat(entries(service, "sessions.intent"))
                    .singleElement()
                    .asString()
                    .contains("\"open\":1");
            assertThat(entries(service, "sessions.outcome"))
                    .singleElement()
                    .asString()
                    .contains("\"ended\":1", "\"open\":0");
        }
    }

    private static List<String> entries(OpenService service, String action) {
        return service
                .get(DSLContext.class)
                .fetch("select convert_from(canonical, 'UTF8') as body from ledger.entry order by id")
                .map(row -> row.get("body", String.class))
                .stream()
                .filter(body -> body.contains("\"" + action + "\""))
                .toList();
    }
}
