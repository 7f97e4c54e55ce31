package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls that end at their deadline or about then. */
class BoundedAgentTest {
    private static final Duration DEADLINE = Duration.ofMillis(1);

    /** Only to be opened and closed. */
    private static final class Opened implements Agent {
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile boolean begun;

        @Override
        public AgentProfile profile() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ObservedState read(ReadScope scope) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Outcome> apply(Batch batch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    /** Hundreds of times, because the moment between answering and giving up is short. */
    @Test
    void whatIsOpenedJustAtTheDeadlineIsTakenOverOrClosed() throws InterruptedException {
        int late = 0;
        for (int i = 0; i < 600; i++) {
            var agent = new Opened();
            long until = System.nanoTime() + DEADLINE.toNanos() + (i % 60 - 20) * 5_000L;
            try {
                BoundedAgent.open(DEADLINE, () -> {
                            agent.begun = true;
                            while (System.nanoTime() < until) {
                                Thread.onSpinWait();
                            }
                            return agent;
                        })
                        .close();
            } catch (AgentException givenUp) {
                late++;
            }
            assertThat(!agent.begun || agent.closed.await(5, TimeUnit.SECONDS))
                    .as("attempt %s", i)
                    .isTrue();
        }
        assertThat(late).isPositive();
    }
}
