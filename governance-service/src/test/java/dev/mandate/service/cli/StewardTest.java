package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.service.directory.Sources;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.platform.Database;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.policy.PolicySettings;
import dev.mandate.service.policy.Publication;
import dev.mandate.service.policy.Publication.Published;
import dev.mandate.service.policy.Publication.Refused;
import dev.mandate.service.policy.Publication.Unchanged;
import dev.mandate.service.policy.Publication.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a policy folder while it changes under a service that runs. */
class StewardTest {
    private static final String ROLES = "roles: [{id: analyst, gives: [{entitlements: [\"role:analyst\"]}]}]\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    private void write(String policy) throws IOException {
        Path folder = Files.createDirectories(home.resolve("policy"));
        Files.writeString(folder.resolve("policy.yaml"), policy);
    }

    @Test
    void followsTheFolderAndForgetsWhatWasTakenBack() throws IOException {
        try (var store = Database.embedded(home.resolve("data"));
                var service = ServiceContext.open(
                        store,
                        LedgerSettings.in(home.resolve("data"), List.of()),
                        Sources.of(List.of()),
                        (name, deployment, endpoint) -> {
                            throw new AssertionError("nobody asks");
                        },
                        PolicySettings.USUAL)) {
            var policies = service.get(PolicyApi.class);
            var steward = new Steward(
                    service,
                    Optional.of(home.resolve("policy")),
                    () -> Optional.of(TestingOperators.operator(service, "ada")));
            var nobody = new Steward(service, Optional.of(home.resolve("policy")), Optional::empty);

            write(ROLES);
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(nobody::publish)
                    .withMessageContaining("mandate operator add");
            assertThat(steward.previewed().orElseThrow().number()).isEqualTo(1);
            assertThat(steward.publish().orElseThrow()).isInstanceOf(Published.class);
            assertThat(steward.publish()).isEmpty();

            write(ROLES + "guards: {max-removals: 50}\n");
            var waiting = (Waiting) steward.publish().orElseThrow();
            write(ROLES);
            assertThat(steward.publish().orElseThrow()).isInstanceOf(Unchanged.class);
            assertThat(policies.approve(TestingOperators.operator(service, "grace"), waiting.hash(), "too late"))
                    .isInstanceOf(Refused.class);
            assertThat(steward.publish()).isEmpty();

            write("rolls: []\n");
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(steward::previewed)
                    .withMessageContaining("did you mean 'roles'?");
            Publication refused = steward.publish().orElseThrow();
            assertThat(refused).isInstanceOf(Refused.class);
            long entries = steward.advance().size();
            assertThat(steward.publish()).contains(refused);
            assertThat(steward.advance().size()).as("told again, entered once").isEqualTo(entries);
            assertThat(policies.inForce().orElseThrow().number()).isEqualTo(1);
        }
    }
}
