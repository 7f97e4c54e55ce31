package dev.mandate.service.cli;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.service.directory.Source;
import dev.mandate.service.directory.SourceOutcome;
import dev.mandate.service.directory.StopSignal;
import dev.mandate.service.reconcile.Reconciliation;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.SignInApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steward's work on timers. Each timer is a row of the database, so that of several processes one does the work. */
final class Jobs implements AutoCloseable {
    private static final Duration CHECKPOINT = Duration.ofSeconds(10);
    /** Holds, assignments and dates that pass are acted on within this time. */
    private static final Duration FOLLOW = Duration.ofSeconds(5);

    /** How soon a folder that changed is in force. */
    private static final Duration LOOK = Duration.ofSeconds(15);

    /** After a few missed ones the work of a process that was killed is taken up again. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** What is cut short then is settled by the next read. */
    private static final Duration LONGEST_END = Duration.ofSeconds(30);

    /** Sessions of whoever left end within this time, also where nobody asks in them. */
    private static final Duration SESSIONS = Duration.ofMinutes(1);

    private static final Duration POLL = Duration.ofSeconds(1);

    /** A watch ends with its process, or where the store fails: another process, or the next start, goes on with it. */
    private static final Duration RESUME = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private final Steward steward;
    private final StopSignal stop = new StopSignal();
    private @Nullable Scheduler scheduler;

    /** What was said of the policy last: a folder that waits is not told of at every look. */
    private List<String> told = List.of();

    private Jobs(Steward steward) {
        this.steward = steward;
    }

    static Jobs start(Beans service, Steward steward, Settings settings) {
        var jobs = new Jobs(steward);
        List<RecurringTask<Void>> tasks = new ArrayList<>();
        for (Source source : settings.sources()) {
            // A source that is watched keeps its job, and with it the right to read the source, until the process ends.
            boolean watched = steward.tells(source.id());
            tasks.add(Tasks.recurring("source-" + source.id(), FixedDelay.of(watched ? RESUME : source.every()))
                    .execute((instance, context) -> {
                        if (watched) {
                            steward.watch(source.id(), jobs::act, jobs.stop);
                        } else {
                            jobs.act(steward.refresh(source.id()));
                        }
                    }));
        }
        tasks.add(Tasks.recurring("policy", FixedDelay.of(LOOK)).execute((instance, context) -> jobs.publish()));
        tasks.add(Tasks.recurring("reconcile", FixedDelay.of(settings.every()))
                .execute((instance, context) -> jobs.reconcile()));
        tasks.add(Tasks.recurring("follow", FixedDelay.of(FOLLOW))
                .execute((instance, context) -> jobs.inForce(steward::follow)));
        var signIn = service.get(SignInApi.class);
        tasks.add(Tasks.recurring("sessions", FixedDelay.of(SESSIONS)).execute((instance, context) -> signIn.tidy()));
        tasks.add(Tasks.recurring("checkpoint", FixedDelay.of(CHECKPOINT))
                .execute((instance, context) -> steward.advance()));
        jobs.scheduler = Scheduler.create(service.get(DataSource.class))
                .tableName("platform.job")
                .startTasks(tasks)
                .pollingInterval(POLL)
                .heartbeatInterval(HEARTBEAT)
                .shutdownMaxWait(LONGEST_END)
                .threads(tasks.size())
                .build();
        jobs.scheduler.start();
        return jobs;
    }

    /** What a source newly says is acted on at once. */
    private void act(SourceOutcome outcome) {
        switch (outcome) {
            case SourceOutcome.Accepted accepted -> {
                if (accepted.joined() + accepted.changed() + accepted.missing() + accepted.changedGroups() > 0) {
                    act(steward::follow);
                }
            }
            case SourceOutcome.Pushed ignored -> act(steward::follow);
            case SourceOutcome.Quarantined held -> LOG.warn("source {} waits under {}", held.source(), held.hash());
            case SourceOutcome.Failed failed -> LOG.warn("{}", failed.message());
        }
    }

    private void reconcile() {
        act(steward::reconcile);
        steward.slower().forEach(slow -> LOG.warn("{}: {}", slow.about(), slow.message()));
    }

    private void act(BiFunction<PolicyVersion, Consumer<Reconciliation>, List<Reconciliation>> reconciliation) {
        publish();
        inForce(reconciliation);
    }

    /** Takes over a folder that changed; several jobs do, one after the other. */
    private synchronized void publish() {
        List<String> lines;
        try {
            lines = steward.publish().map(PublicationText::lines).orElse(List.of());
        } catch (CommandFailure waiting) {
            lines = List.of(String.valueOf(waiting.getMessage()));
        }
        if (!lines.equals(told)) {
            told = lines;
            lines.forEach(line -> LOG.warn("policy: {}", line));
        }
    }

    private void inForce(BiFunction<PolicyVersion, Consumer<Reconciliation>, List<Reconciliation>> reconciliation) {
        Optional<PolicyVersion> policy = steward.inForce();
        if (policy.isEmpty()) {
            return;
        }
        for (Reconciliation one : reconciliation.apply(policy.get(), ended -> {})) {
            if (one.result() != Reconciliation.Result.IN_SYNC) {
                LOG.info(
                        "{} {}: {} planned, {} applied, {} verified, {} wait {}",
                        one.deployment(),
                        one.result().word(),
                        one.planned(),
                        one.applied(),
                        one.verified(),
                        one.held(),
                        one.message());
            }
        }
    }

    @Override
    public void close() {
        stop.close();
        if (scheduler != null) {
            scheduler.stop();
        }
    }
}
