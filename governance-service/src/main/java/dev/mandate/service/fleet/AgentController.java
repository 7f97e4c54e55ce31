package dev.mandate.service.fleet;

import dev.mandate.agent.link.JournalLine;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What remote agents ask and tell, and how they stand. */
@Component
class AgentController implements Routes {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(25);
    private static final Duration SHORT_WAIT = Duration.ofSeconds(1);

    /** Of one that gets nothing, because it has its hands full or is not fit: it is heard of all the same. */
    private static final Duration FULL_WAIT = Duration.ofSeconds(5);

    private static final int MOST_AT_ONCE = 64;
    private static final int MOST_LINES = 1_000;
    private static final int LONGEST_LINE = 4 << 20;

    /** Each that waits keeps a thread of the web server; the others are answered soon. */
    private final Semaphore waiting = new Semaphore(100);

    private final AgentApi agents;
    private final WorkApi works;
    private final Clock clock;

    AgentController(AgentApi agents, WorkApi works, Clock clock) {
        this.agents = agents;
        this.works = works;
        this.clock = clock;
    }

    /**
     * An agent asks for something to do.
     *
     * @param instance its process
     * @param aheadMs how far its clock is ahead of ours, as our answers told it
     * @param journalLines how long its journal is
     * @param room how much it can take
     */
    record WorkAsked(
            UUID instance,
            String version,
            long aheadMs,
            long journalLines,
            String journalHash,
            int room,
            long waitMs) {}

    /**
     * What there is to do.
     *
     * @param work signed, in turn
     * @param journalWanted whether the agent has to bring its journal first
     */
    record WorkGiven(List<String> work, boolean journalWanted) {}

    /** One page of a reading, as base64 of gzip. */
    record PageBrought(UUID id, int number, String page) {}

    record AnswerBrought(UUID id, String answer) {}

    record LinesBrought(List<String> lines) {}

    record Taken() {}

    /** How much of the journal is here. */
    record LinesTaken(long lines) {}

    record AllAgents() {}

    /**
     * A remote agent.
     *
     * @param state invited, in-contact, silent, clock-off or revoked
     * @param why what is not as it should be; null where nothing is
     * @param clockAheadMs how far its clock is ahead; null before it was heard
     */
    record AgentRow(
            String name,
            String state,
            @Nullable String why,
            @Nullable String version,
            @Nullable Instant lastContact,
            @Nullable Long clockAheadMs,
            long journalLines,
            @Nullable Instant suspectSince) {}

    record AgentRows(List<AgentRow> agents) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get(
                        "/agents",
                        Permission.DEPLOYMENTS_READ,
                        "Remote agents, with version, last contact and how far their clocks are off.",
                        AllAgents.class,
                        AgentRows.class,
                        (ask, command) -> all()),
                Route.post(
                        "/agent/work",
                        Permission.AGENT_WORK,
                        "An agent asks for signed work; waits until there is some.",
                        WorkAsked.class,
                        WorkGiven.class,
                        this::work),
                Route.post(
                        "/agent/work/{id}/pages",
                        Permission.AGENT_WORK,
                        "An agent brings a page of a reading.",
                        PageBrought.class,
                        Taken.class,
                        this::page),
                Route.post(
                        "/agent/work/{id}/answer",
                        Permission.AGENT_WORK,
                        "An agent says what came of its work.",
                        AnswerBrought.class,
                        Taken.class,
                        this::answer),
                Route.post(
                        "/agent/journal",
                        Permission.AGENT_WORK,
                        "An agent brings lines of its journal, or asks with none how many are here.",
                        LinesBrought.class,
                        LinesTaken.class,
                        this::lines));
    }

    private AgentRows all() {
        Instant now = clock.now();
        return new AgentRows(agents.all().stream()
                .map(agent -> new AgentRow(
                        agent.name(),
                        state(agent, now),
                        agent.unfit(now).orElse(null),
                        agent.version().orElse(null),
                        agent.lastContact().orElse(null),
                        agent.ahead().map(Duration::toMillis).orElse(null),
                        agent.journalLines(),
                        agent.suspectSince().orElse(null)))
                .toList());
    }

    private static String state(EnrolledAgent agent, Instant now) {
        if (agent.revoked().isPresent()) {
            return "revoked";
        }
        if (agent.enrolled().isEmpty()) {
            return "invited";
        }
        if (agent.unfit(now).isEmpty()) {
            return "in-contact";
        }
        return agent.isSilent(now) ? "silent" : "clock-off";
    }

    /** Only an agent has work, whatever else somebody may. */
    private static String name(Ask ask) {
        if (ask.caller().kind() != Caller.Kind.AGENT) {
            throw new Problem(AgentCode.WORK_NOT_YOURS, "only an enrolled agent has work here");
        }
        return ask.caller().name();
    }

    private WorkGiven work(Ask ask, WorkAsked asked) {
        String name = name(ask);
        agents.requireJournal(name, new JournalLine.Head(asked.journalLines(), asked.journalHash()));
        EnrolledAgent agent = agents.heard(name, asked.instance(), asked.version(), Duration.ofMillis(asked.aheadMs()));
        if (asked.journalLines() > agent.journalLines()) {
            return new WorkGiven(List.of(), true);
        }
        boolean mayWait = waiting.tryAcquire();
        try {
            Duration most = mayWait ? LONGEST_WAIT : SHORT_WAIT;
            Duration wished = Duration.ofMillis(Math.max(0, asked.waitMs()));
            Duration wait = wished.compareTo(most) < 0 ? wished : most;
            if (agent.unfit(clock.now()).isPresent() || asked.room() < 1) {
                works.quiet(name, wait.compareTo(FULL_WAIT) < 0 ? wait : FULL_WAIT);
                return new WorkGiven(List.of(), false);
            }
            return new WorkGiven(works.take(name, asked.instance(), Math.min(asked.room(), MOST_AT_ONCE), wait), false);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return new WorkGiven(List.of(), false);
        } finally {
            if (mayWait) {
                waiting.release();
            }
        }
    }

    private Taken page(Ask ask, PageBrought brought) {
        byte[] page;
        try {
            page = Base64.getDecoder().decode(brought.page());
        } catch (IllegalArgumentException broken) {
            throw new Problem(AgentCode.WORK_NOT_YOURS, "a page is base64", broken);
        }
        works.page(name(ask), brought.id(), brought.number(), page);
        return new Taken();
    }

    private Taken answer(Ask ask, AnswerBrought brought) {
        works.answer(name(ask), brought.id(), brought.answer());
        return new Taken();
    }

    private LinesTaken lines(Ask ask, LinesBrought brought) {
        if (brought.lines().size() > MOST_LINES
                || brought.lines().stream().anyMatch(line -> line.length() > LONGEST_LINE)) {
            throw new Problem(AgentCode.JOURNAL_BROKEN, "at most " + MOST_LINES + " lines are brought at once");
        }
        return new LinesTaken(agents.journal(name(ask), brought.lines()));
    }
}
