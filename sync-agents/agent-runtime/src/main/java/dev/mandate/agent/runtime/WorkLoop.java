package dev.mandate.agent.runtime;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.link.AnswerText;
import dev.mandate.agent.link.Fields;
import dev.mandate.agent.link.JournalLine;
import dev.mandate.agent.link.Work;
import dev.mandate.agent.link.WorkText;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.VerifierKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the service for work, again and again, and brings back what came of it. */
final class WorkLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkLoop.class);
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final int MOST_AT_ONCE = 16;
    private static final int LINES_AT_ONCE = 500;

    private final ServiceLink link;
    private final Worker worker;
    private final Journal journal;
    private final Targets targets;
    private final VerifierKey orders;
    private final ServiceClock clock;
    private final Pulse pulse;
    private final Backoff backoff;
    private final String version;
    private final UUID instance = UUID.randomUUID();
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final AtomicInteger working = new AtomicInteger();

    WorkLoop(
            ServiceLink link,
            Worker worker,
            Journal journal,
            Targets targets,
            VerifierKey orders,
            ServiceClock clock,
            Pulse pulse,
            Backoff backoff,
            String version) {
        this.link = link;
        this.worker = worker;
        this.journal = journal;
        this.targets = targets;
        this.orders = orders;
        this.clock = clock;
        this.pulse = pulse;
        this.backoff = backoff;
        this.version = version;
    }

    @Override
    public void run() {
        boolean settled = false;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    if (!settled) {
                        settle();
                        settled = true;
                    }
                    ask();
                    backoff.reset();
                } catch (ServiceLink.Failed failed) {
                    Duration pause = backoff.next();
                    pulse.failed(String.valueOf(failed.getMessage()));
                    LOG.warn("{}; asking again in {} ms", failed.getMessage(), pause.toMillis());
                    Thread.sleep(pause);
                }
                targets.tidy();
            }
        } catch (InterruptedException ended) {
            LOG.info("ending: {} pieces of work go on", working.get());
        }
    }

    /** Of what an earlier process began nobody knows what came: the service reads it. */
    private void settle() throws ServiceLink.Failed, InterruptedException {
        report();
        for (String id : journal.unfinished()) {
            answer(
                    id,
                    AnswerText.failure(
                            new AgentException(
                                    ErrorCode.UNREACHABLE,
                                    "the agent was ended while it worked; only the target tells"),
                            Instant.now()));
        }
    }

    private void ask() throws ServiceLink.Failed, InterruptedException {
        room.acquire();
        room.release();
        long asked = System.nanoTime();
        JournalLine.Head head = journal.head();
        Fields given = link.post(
                "/agent/work",
                JsonValue.object(Map.of(
                        "instance", JsonValue.text(instance.toString()),
                        "version", JsonValue.text(version),
                        "ahead_ms", JsonValue.number(clock.ahead().toMillis()),
                        "journal_lines", JsonValue.number(head.number()),
                        "journal_hash", JsonValue.text(head.hash()),
                        "room", JsonValue.number(room.availablePermits()),
                        "wait_ms", JsonValue.number(WAIT.toMillis()))),
                WAIT);
        pulse.heard();
        if (given.flag("journal_wanted")) {
            report();
        }
        for (String note : given.texts("work")) {
            begin(note, asked);
        }
    }

    private void begin(String note, long asked) {
        Work work;
        try {
            work = WorkText.verified(note, orders);
        } catch (IllegalArgumentException forged) {
            pulse.refused();
            LOG.error("work was refused: {}", forged.getMessage());
            return;
        }
        Optional<AgentException> refused = worker.take(work);
        refused.ifPresent(why -> {
            pulse.refused();
            LOG.error("work for {} was refused: {}", work.deployment(), why.getMessage());
        });
        room.acquireUninterruptibly();
        working.incrementAndGet();
        Thread.ofVirtual().name("work-" + work.deployment()).start(() -> {
            try {
                bring(work, asked, refused);
            } finally {
                working.decrementAndGet();
                room.release();
            }
        });
    }

    private void bring(Work work, long asked, Optional<AgentException> refused) {
        var pages = new Pages(work);
        String answer = refused.map(why -> AnswerText.failure(why, Instant.now()))
                .orElseGet(() -> worker.perform(work, asked, pages));
        pulse.worked(work.call().changes());
        var again = new Backoff(ThreadLocalRandom.current());
        while (System.nanoTime() - asked < work.start().plus(work.limit()).toNanos()) {
            try {
                answer(work.id().toString(), answer);
                return;
            } catch (ServiceLink.Failed failed) {
                if (failed.status() >= 400 && failed.status() < 500 && failed.status() != 401) {
                    LOG.warn("the service does not take the answer for {}: {}", work.deployment(), failed.getMessage());
                    return;
                }
                LockSupport.parkNanos(again.next().toNanos());
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        LOG.warn(
                "the answer for {} could not be brought in time; the service reads the target again",
                work.deployment());
    }

    private void answer(String id, String answer) throws ServiceLink.Failed, InterruptedException {
        link.post("/agent/work/" + id + "/answer", JsonValue.object(Map.of("answer", JsonValue.text(answer))), AT_ONCE);
    }

    /** Brings the lines of the journal that the service does not have. */
    private void report() throws ServiceLink.Failed, InterruptedException {
        long known = -1;
        while (true) {
            List<String> lines = known < 0 ? List.of() : journal.after(known, LINES_AT_ONCE);
            Fields taken = link.post(
                    "/agent/journal",
                    JsonValue.object(Map.of(
                            "lines",
                            JsonValue.array(lines.stream().map(JsonValue::text).toList()))),
                    AT_ONCE);
            long now = taken.number("lines");
            if (now >= journal.head().number() || now == known) {
                return;
            }
            known = now;
        }
    }

    /** The pages of one reading on their way. */
    private final class Pages implements Worker.PageSink {
        private final Work work;
        private int number;

        Pages(Work work) {
            this.work = work;
        }

        @Override
        public void page(byte[] page) {
            try {
                link.post(
                        "/agent/work/" + work.id() + "/pages",
                        JsonValue.object(Map.of(
                                "number", JsonValue.number(number++),
                                "page", JsonValue.text(Base64.getEncoder().encodeToString(page)))),
                        AT_ONCE);
            } catch (ServiceLink.Failed failed) {
                throw new AgentException(ErrorCode.UNREACHABLE, String.valueOf(failed.getMessage()), failed);
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
                throw new AgentException(ErrorCode.UNREACHABLE, "the agent is being ended", ending);
            }
        }
    }
}
