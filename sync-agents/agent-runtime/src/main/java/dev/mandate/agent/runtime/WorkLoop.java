package dev.mandate.agent.runtime;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.link.AnswerText;
import dev.mandate.agent.link.Fields;
import dev.mandate.agent.link.JournalLine;
import dev.mandate.agent.link.Work;
import dev.mandate.agent.link.WorkText;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.VerifierKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the service for work, again and again, and brings back what came of it. */
final class WorkLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkLoop.class);
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofSeconds(1);
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
                    targets.tidy();
                } catch (ServiceLink.Failed failed) {
                    Duration pause = backoff.next();
                    pulse.failed(String.valueOf(failed.getMessage()));
                    LOG.warn("{}; asking again in {} ms", failed.getMessage(), pause.toMillis());
                    Thread.sleep(pause);
                } catch (RuntimeException strange) {
                    // Whatever stands between may answer anything; the next answer may be the service's again.
                    Duration pause = backoff.next();
                    pulse.failed("an answer was not understood: " + strange.getMessage());
                    LOG.error("an answer was not understood; asking again in {} ms", pause.toMillis(), strange);
                    Thread.sleep(pause);
                }
            }
        } catch (InterruptedException ended) {
            LOG.info("ending: {} pieces of work go on", working.get());
        }
    }

    /** Waits for what was begun, when nothing more is asked for. */
    void drain(Duration most) throws InterruptedException {
        if (!room.tryAcquire(MOST_AT_ONCE, most.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("{} pieces of work did not end; the service reads what became of them", working.get());
        }
    }

    /** Of what an earlier process began nobody knows what came: the service reads it. */
    private void settle() throws ServiceLink.Failed, InterruptedException {
        report();
        for (Map.Entry<String, DeploymentId> begun : journal.unfinished().entrySet()) {
            try {
                answer(
                        begun.getKey(),
                        AnswerText.failure(
                                new AgentException(
                                        ErrorCode.UNREACHABLE,
                                        "the agent was ended while it worked; only the target tells"),
                                Instant.now()));
            } catch (ServiceLink.Failed failed) {
                if (!isFinal(failed)) {
                    throw failed;
                }
                // Nobody waits for it any more.
            }
            journal.append(Map.of(
                    "what", JsonValue.text("settled"),
                    "work", JsonValue.text(begun.getKey()),
                    "deployment", JsonValue.text(begun.getValue().value())));
        }
    }

    /** Whether asking again would be answered the same. */
    private static boolean isFinal(ServiceLink.Failed failed) {
        return failed.status() >= 400
                && failed.status() < 500
                && !Set.of(401, 408, 429).contains(failed.status());
    }

    private void ask() throws ServiceLink.Failed, InterruptedException {
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
        List<String> work = given.texts("work");
        for (String note : work) {
            begin(note, asked);
        }
        if (work.isEmpty() && !given.flag("journal_wanted") && System.nanoTime() - asked < PAUSE.toNanos()) {
            // The service has no wish to let this one wait.
            Thread.sleep(PAUSE);
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
                if (isFinal(failed)) {
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
