package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.service.platform.TestingDatabase;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseHolderTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final DeploymentId WAREHOUSE = DeploymentId.of("warehouse");

    private final LeaseStore leases = new LeaseStore(TestingDatabase.create().queries());

    @Test
    void nobodyWaitsForAProcessThatIsGone() throws IOException, InterruptedException {
        assertThat(leases.take(WAREHOUSE, new LeaseHolder(ended()), NOON)).hasValue(1);
        assertThat(leases.take(WAREHOUSE, LeaseHolder.ofThisProcess(), NOON)).hasValue(2);
    }

    @Test
    void waitsForEverybodyElse() {
        LeaseHolder first = LeaseHolder.ofThisProcess();
        assertThat(leases.take(WAREHOUSE, first, NOON)).hasValue(1);
        assertThat(leases.take(WAREHOUSE, LeaseHolder.ofThisProcess(), NOON)).isEmpty();
        assertThat(leases.take(WAREHOUSE, first, NOON)).hasValue(2);
    }

    @Test
    void saysOnlyOfItsOwnHostThatAProcessIsGone() throws IOException, InterruptedException {
        assertThat(LeaseHolder.isGone(ended())).isTrue();
        assertThat(LeaseHolder.isGone("elsewhere " + ended().split(" ", 2)[1])).isFalse();
        assertThat(LeaseHolder.isGone(LeaseHolder.ofThisProcess().text())).isFalse();
        assertThat(LeaseHolder.isGone("")).isFalse();
        assertThat(LeaseHolder.isGone("a b c d")).isFalse();
    }

    /** As a process that has ended would have named itself. */
    private static String ended() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        String me = LeaseHolder.ofThisProcess().text();
        return me.replace(" " + ProcessHandle.current().pid() + " ", " " + process.pid() + " ");
    }
}
