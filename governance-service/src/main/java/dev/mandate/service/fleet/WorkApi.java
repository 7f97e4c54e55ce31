package dev.mandate.service.fleet;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.link.AnswerText;
import dev.mandate.agent.link.Call;
import dev.mandate.agent.link.Fields;
import dev.mandate.agent.link.Work;
import dev.mandate.agent.link.WorkText;
import dev.mandate.model.access.Deployment;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/** Work for remote agents: signed and put down here, fetched by the agent, and waited for. */
@Service
public class WorkApi {
    /**
     * How long work may take.
     *
     * @param start how long an agent may still begin after it asked: a lease, by its own clock that only goes forward
     * @param call one call to a target; less than whoever waits for it waits
     * @param taken until an agent that is there must have taken it; all three together are less than whoever waits does
     */
    record Limits(Duration start, Duration call, Duration taken) {
        static final Limits USUAL = new Limits(Duration.ofSeconds(30), Duration.ofSeconds(150), Duration.ofSeconds(30));
    }

    /** How often the store is looked at for what another node did. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration OLD = Duration.ofHours(1);
    private static final int LONGEST_ANSWER = 8 << 20;
    private static final int LONGEST_PAGE = 4 << 20;

    /** A gigabyte and more of lines: no deployment has that. */
    private static final int MOST_PAGES = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(WorkApi.class);

    private final WorkStore store;
    private final AgentStore agents;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;
    private final Limits limits;
    private final Bells bells = new Bells();

    WorkApi(
            WorkStore store,
            AgentStore agents,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions,
            ObjectProvider<Limits> limits) {
        this.limits = limits.getIfAvailable(() -> Limits.USUAL);
        this.store = store;
        this.agents = agents;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** An answer, and when it came. */
    record Answered(Fields fields, Instant at) {}

    /**
     * Orders something of a remote agent and waits for its answer.
     *
     * @param pin what the target said it is; empty where it is to be asked
     * @param pages takes what came along, page after page
     * @throws AgentException where the agent is away, does not answer in time, or answers that it went wrong
     */
    Answered ordered(Deployment deployment, String pin, Call call, Consumer<byte[]> pages) {
        Work work = transactions.inOne(() -> put(deployment, pin, call));
        bells.ring(work.agent());
        try {
            String answer = await(work);
            Instant now = clock.now();
            Fields fields = understood(work, answer);
            AnswerText.failure(fields, now).ifPresent(failed -> {
                throw failed.at(deployment.id() + " through the agent " + work.agent());
            });
            pages(work.id(), pages);
            return new Answered(fields, now);
        } finally {
            // Whoever listens last would leave a bell behind.
            bells.ring(work.id());
            withdraw(work.id());
        }
    }

    /** Each read by itself, because reading one again would be reading it twice. */
    private void pages(UUID work, Consumer<byte[]> reader) {
        for (int number = 0; ; number++) {
            int next = number;
            Optional<byte[]> page = transactions.inOne(() -> store.page(work, next));
            if (page.isEmpty()) {
                return;
            }
            reader.accept(page.get());
        }
    }

    /** Also for whoever was told to stop, and never in the way of what went wrong before. */
    private void withdraw(UUID work) {
        boolean stopped = Thread.interrupted();
        try {
            transactions.inOne(() -> store.withdraw(work));
        } catch (RuntimeException away) {
            LOG.warn("work {} was not withdrawn; it expires", work, away);
        } finally {
            if (stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Fields understood(Work work, String answer) {
        try {
            return Fields.parse(answer);
        } catch (IllegalArgumentException unreadable) {
            throw new AgentException(
                    ErrorCode.INCOMPLETE_READ,
                    work.deployment() + ": the agent " + work.agent() + " answered what is no answer",
                    unreadable);
        }
    }

    private Work put(Deployment deployment, String pin, Call call) {
        String name = deployment.agent();
        Instant now = clock.now();
        EnrolledAgent agent = agents.agent(name)
                .orElseThrow(() ->
                        away(deployment, "there is no agent " + name + ": run 'mandate agent enrol " + name + "'"));
        agent.unfit(now).ifPresent(why -> {
            throw away(deployment, "the agent " + name + " " + why);
        });
        store.tidy(deployment.id(), now.minus(OLD));
        var work = new Work(
                UUID.randomUUID(),
                name,
                deployment.id(),
                deployment.application(),
                pin,
                deployment.connect(),
                store.turn(deployment.id()),
                now.plus(limits.taken()).plus(limits.start()),
                limits.start(),
                limits.call(),
                call);
        store.queue(work, ledger.attest(WorkText.format(work)).format(), now);
        return work;
    }

    private static AgentException away(Deployment deployment, String why) {
        return new AgentException(ErrorCode.UNREACHABLE, deployment.id() + ": " + why);
    }

    private String await(Work work) {
        Instant untilTaken = clock.now().plus(limits.taken());
        try {
            while (true) {
                var bell = bells.listen(work.id());
                Instant now = clock.now();
                Optional<WorkStore.Standing> found = transactions.inOne(() -> store.standing(work.id()));
                if (found.isEmpty()) {
                    throw late(work, "was revoked, or joined anew, meanwhile");
                }
                WorkStore.Standing standing = found.get();
                if (standing.answer().isPresent()) {
                    return standing.answer().get();
                }
                Instant until =
                        standing.taken().map(at -> at.plus(standing.lasts())).orElse(untilTaken);
                if (!now.isBefore(until)) {
                    if (standing.taken().isEmpty() && !transactions.inOne(() -> store.withdraw(work.id()))) {
                        continue;
                    }
                    throw late(
                            work,
                            standing.taken().isEmpty()
                                    ? "did not take the work within "
                                            + limits.taken().toSeconds()
                                            + " s; it may still be busy with an earlier change"
                                    : "took the work at " + standing.taken().get() + " and did not answer");
                }
                Bells.await(bell, LOOK);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw late(work, "was still working when the wait was ended");
        }
    }

    private static AgentException late(Work work, String what) {
        return new AgentException(
                ErrorCode.UNREACHABLE, work.deployment() + ": the agent " + work.agent() + " " + what);
    }

    /**
     * What an agent is to do now; waits for something to come.
     *
     * @param instance of the asking process
     * @param most pieces at once
     */
    List<String> take(String agent, UUID instance, int most, Duration wait) throws InterruptedException {
        Instant until = clock.now().plus(wait);
        while (true) {
            var bell = bells.listen(agent);
            Instant now = clock.now();
            List<String> work = transactions.inOne(() -> store.take(agent, instance, most, now));
            if (!work.isEmpty() || !now.isBefore(until)) {
                return work;
            }
            Duration left = Duration.between(now, until);
            Bells.await(bell, left.compareTo(LOOK) < 0 ? left : LOOK);
        }
    }

    /** Lets an agent wait that gets nothing now. */
    void quiet(String agent, Duration wait) throws InterruptedException {
        Bells.await(bells.listen(agent), wait);
    }

    /** @throws Problem where the work is not this agent's, or over */
    void page(String agent, UUID work, int number, byte[] page) {
        transactions.inOne(() -> {
            if (number >= MOST_PAGES || page.length > LONGEST_PAGE || !store.hasPages(work, agent)) {
                throw notYours();
            }
            store.page(work, number, page);
            return work;
        });
    }

    /** @throws Problem where the work is not this agent's, or over */
    void answer(String agent, UUID work, String answer) {
        if (answer.length() > LONGEST_ANSWER) {
            throw new Problem(AgentCode.WORK_NOT_YOURS, "an answer has at most " + LONGEST_ANSWER + " characters");
        }
        transactions.inOne(() -> {
            if (!store.answer(work, agent, answer, clock.now())) {
                throw notYours();
            }
            return work;
        });
        bells.ring(work);
        bells.ring(agent);
    }

    private static Problem notYours() {
        return new Problem(
                AgentCode.WORK_NOT_YOURS, "this agent has no such work: it is over, void, or another agent's");
    }
}
