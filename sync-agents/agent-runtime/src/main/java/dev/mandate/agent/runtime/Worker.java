package dev.mandate.agent.runtime;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.link.AnswerText;
import dev.mandate.agent.link.Call;
import dev.mandate.agent.link.ChangeFields;
import dev.mandate.agent.link.FactText;
import dev.mandate.agent.link.StatePages;
import dev.mandate.agent.link.Work;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Principal;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.ReadScope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one piece of work after another at the targets: in turn, in time, and nothing that the agent's own file forbids. */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private static final Duration LONGEST_END = Duration.ofMinutes(30);

    private final String name;
    private final Targets targets;
    private final Journal journal;
    private final List<Entitlement> never;
    private final ServiceClock clock;
    private final Readings readings;
    private final Map<DeploymentId, Work.Turn> seen = new HashMap<>();

    Worker(
            String name,
            Targets targets,
            Journal journal,
            List<Entitlement> never,
            ServiceClock clock,
            Readings readings) {
        this.name = name;
        this.targets = targets;
        this.journal = journal;
        this.never = List.copyOf(never);
        this.clock = clock;
        this.readings = readings;
    }

    /** Where the pages of a reading go to. */
    @FunctionalInterface
    interface PageSink {
        void page(byte[] page);
    }

    /**
     * Takes the work's turn, before anything of it is done.
     *
     * @return why it is not done at all, if so
     */
    synchronized Optional<AgentException> take(Work work) {
        Work.Turn last = seen.getOrDefault(work.deployment(), journal.turn(work.deployment()));
        if (!work.agent().equals(name)) {
            return refused("it is for the agent '" + work.agent() + "'");
        }
        if (work.turn().compareTo(last) <= 0) {
            return refused("its turn " + work.turn() + " is not after " + last + ": it was sent before");
        }
        if (!clock.now().isBefore(work.expires())) {
            return refused("it expired at " + work.expires());
        }
        seen.put(work.deployment(), work.turn());
        return Optional.empty();
    }

    private static Optional<AgentException> refused(String why) {
        return Optional.of(new AgentException(ErrorCode.UNREACHABLE, "the agent refused the work: " + why));
    }

    /**
     * Does the work and says what came of it, in the form of {@link AnswerText}.
     *
     * @param asked when the service was asked for it, by {@link System#nanoTime}
     */
    String perform(Work work, long asked, PageSink pages) {
        try {
            return within(work, () -> done(work, asked, pages));
        } catch (AgentException failed) {
            return AnswerText.failure(failed, Instant.now());
        } catch (RuntimeException unknown) {
            LOG.error("work for {} failed", work.deployment(), unknown);
            return AnswerText.failure(unknown(), Instant.now());
        }
    }

    private static AgentException unknown() {
        return new AgentException(
                ErrorCode.TARGET_FAILED, "the agent failed in a way it does not know; its log has more");
    }

    private String done(Work work, long asked, PageSink pages) {
        requireInTime(work, asked);
        return switch (work.call()) {
            case Call.Profile ignored -> profile(work);
            case Call.Read(ReadScope scope) -> using(work, agent -> read(agent, work, scope, pages));
            case Call.Apply apply -> using(work, agent -> apply(agent, work, apply, asked));
            case Call.OpenSessions(var accounts) ->
                using(
                        work,
                        agent -> AnswerText.open(offered(agent.sessionKill()).open(accounts)));
            case Call.AskAccess(var questions) ->
                using(
                        work,
                        agent ->
                                FactText.access(offered(agent.effectiveAccess()).ask(questions)));
            case Call.FindUngoverned ignored ->
                using(
                        work,
                        agent -> FactText.ungoverned(offered(agent.ungoverned()).find()));
            case Call.LoginFacts ignored ->
                using(
                        work,
                        agent -> FactText.loginFacts(offered(agent.loginSync()).facts()));
            case Call.LastUse(var accounts) ->
                using(work, agent -> FactText.lastUse(offered(agent.lastUsed()).of(accounts)));
            case Call.EndSessions(var accounts) ->
                using(
                        work,
                        agent -> changing(
                                work,
                                asked,
                                Map.of(),
                                () -> AnswerText.ended(
                                        offered(agent.sessionKill()).end(accounts))));
        };
    }

    private String profile(Work work) {
        Targets.Open fresh = targets.connect(work);
        try {
            return AnswerText.profile(fresh.agent().profile());
        } finally {
            targets.release(fresh);
        }
    }

    private <T> T using(Work work, Function<Agent, T> use) {
        Targets.Open open = targets.take(work);
        try {
            return use.apply(open.agent());
        } catch (RuntimeException failed) {
            targets.forget(open);
            throw failed;
        } finally {
            targets.release(open);
        }
    }

    private String read(Agent agent, Work work, ReadScope scope, PageSink pages) {
        var state = agent.read(scope);
        try (Readings.Writing kept = readings.of(work.deployment(), scope)) {
            StatePages.write(state, page -> {
                kept.page(page);
                pages.page(page);
            });
            kept.whole();
        }
        return "{\"read\":true}";
    }

    private String apply(Agent agent, Work work, Call.Apply apply, long asked) {
        List<Change> changes =
                apply.batch().changes().stream().map(PlannedChange::change).toList();
        if (changes.stream().anyMatch(change -> forbidden(change) != null)) {
            List<Outcome> refused = changes.stream().map(this::refusal).toList();
            journal.append(line("refused", work, Map.of("changes", changes(changes))));
            return AnswerText.outcomes(refused, Instant.now());
        }
        return changing(
                work,
                asked,
                Map.of("changes", changes(changes)),
                () -> AnswerText.outcomes(agent.apply(apply.batch()), Instant.now()));
    }

    /** Something that changes the target: on the disk before, and how it ended after, whatever that was. */
    private String changing(Work work, long asked, Map<String, JsonValue> what, Supplier<String> call) {
        journal.append(line("intent", work, what));
        String answer;
        try {
            // The disk may have taken its time.
            requireInTime(work, asked);
            answer = call.get();
        } catch (AgentException failed) {
            end(work, AnswerText.failure(failed, Instant.now()));
            throw failed;
        } catch (RuntimeException unknown) {
            end(work, AnswerText.failure(unknown(), Instant.now()));
            throw unknown;
        }
        end(work, answer);
        return answer;
    }

    private static JsonValue changes(List<Change> changes) {
        return JsonValue.array(changes.stream()
                .map(change -> JsonValue.object(ChangeFields.write(change)))
                .toList());
    }

    private Outcome refusal(Change change) {
        Entitlement entitlement = forbidden(change);
        return entitlement == null
                ? new Outcome.Rejected(
                        Outcome.Rejected.ROLLED_BACK,
                        "another change of the batch is forbidden by the agent's own file")
                : new Outcome.Rejected(
                        "never", "'never' in the agent's own file has " + entitlement + ": no order changes that");
    }

    /** What the agent's file has against a change: about such an entitlement, or of what such an AppRole is and holds. */
    private @Nullable Entitlement forbidden(Change change) {
        Optional<Entitlement> about = change.about().map(Grant::entitlement);
        return never.stream()
                .filter(one ->
                        about.filter(entitlement -> covers(one, entitlement)).isPresent()
                                || (change.principal() instanceof Principal.AppRole(var role)
                                        && covers(one, Entitlement.memberOf(role))))
                .findFirst()
                .orElse(null);
    }

    private static boolean covers(Entitlement forbidden, Entitlement entitlement) {
        return Patterns.covers(forbidden.key(), entitlement.key())
                || (forbidden.action() == null
                        && forbidden.kind().equals(entitlement.kind())
                        && Patterns.matches(forbidden.resource(), entitlement.resource()));
    }

    private static <T> T offered(Optional<T> ability) {
        return ability.orElseThrow(
                () -> new AgentException(ErrorCode.WRONG_TARGET, "this target does not offer that: look at it again"));
    }

    private void end(Work work, String outcome) {
        journal.append(line("outcome", work, Map.of("answer", JsonValue.text(outcome))));
    }

    private Map<String, JsonValue> line(String what, Work work, Map<String, JsonValue> more) {
        var members = new TreeMap<>(more);
        members.put("what", JsonValue.text(what));
        members.put("at", JsonValue.text(clock.now().toString()));
        members.put("work", JsonValue.text(work.id().toString()));
        members.put("deployment", JsonValue.text(work.deployment().value()));
        members.put("timeline", JsonValue.number(work.turn().timeline()));
        members.put("sequence", JsonValue.number(work.turn().sequence()));
        return members;
    }

    /**
     * By a clock that nobody sets, for a process that was stopped; and by the service's, for a host that slept, during which
     * the other one stands still.
     */
    private void requireInTime(Work work, long asked) {
        if (System.nanoTime() - asked > work.start().toNanos() || !clock.now().isBefore(work.expires())) {
            throw new AgentException(
                    ErrorCode.UNREACHABLE,
                    "the agent came to the work after more than " + work.start().toSeconds()
                            + " s, when another one may have had it, and did not begin");
        }
    }

    /** On a thread of its own, which an interrupt ends, so that no call outlives its limit. */
    private static String within(Work work, Supplier<String> call) {
        var task = new FutureTask<String>(call::get);
        Thread thread = Thread.ofVirtual().start(task);
        try {
            return task.get(work.limit().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            task.cancel(true);
            if (work.call().changes()) {
                awaitEnd(thread);
            }
            throw new AgentException(
                    ErrorCode.UNREACHABLE,
                    "the target took longer than " + work.limit().toSeconds() + " s: look at it",
                    late);
        } catch (InterruptedException ending) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.UNREACHABLE, "the agent is being ended", ending);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case RuntimeException told -> throw told;
                case Error told -> throw told;
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }

    /** An answer would let others begin: there is none while the change may still go on. */
    private static void awaitEnd(Thread thread) {
        try {
            thread.join(LONGEST_END);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
