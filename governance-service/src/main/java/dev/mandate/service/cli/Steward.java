package dev.mandate.service.cli;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Selector;
import dev.mandate.model.state.Finding;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.SourceOutcome;
import dev.mandate.service.directory.StopSignal;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.ledger.LedgerStanding;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.policy.PolicyFolder;
import dev.mandate.service.policy.Preview;
import dev.mandate.service.policy.Publication;
import dev.mandate.service.reconcile.ReconcileApi;
import dev.mandate.service.reconcile.Reconciliation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the service does by itself: reads sources, publishes the folder's policy, reconciles, moves the ledger on. */
final class Steward {
    private static final Caller JOB = Caller.job("steward");

    private final DirectoryApi directory;
    private final PolicyApi policies;
    private final ReconcileApi reconcile;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Optional<Path> folder;
    private final Supplier<Optional<Caller>> author;

    /** Why the folder was refused last: told each round, and entered in the ledger once. */
    private volatile List<String> refused = List.of();

    /**
     * @param author as whom the folder is published, asked each time because operators come and end; without one a folder
     *     that differs waits for somebody
     */
    Steward(Beans service, Optional<Path> folder, Supplier<Optional<Caller>> author) {
        directory = service.get(DirectoryApi.class);
        policies = service.get(PolicyApi.class);
        reconcile = service.get(ReconcileApi.class);
        ledger = service.get(LedgerApi.class);
        clock = service.get(Clock.class);
        this.folder = folder;
        this.author = author;
    }

    List<SourceOutcome> refresh() {
        return directory.sources().stream().map(this::refresh).toList();
    }

    SourceOutcome refresh(SourceId source) {
        return directory.refresh(source, JOB);
    }

    boolean tells(SourceId source) {
        return directory.tells(source);
    }

    /** Keeps up with a source that tells of its changes, until it is stopped. */
    void watch(SourceId source, Consumer<SourceOutcome> done, StopSignal stop) {
        directory.watch(source, JOB, done, stop);
    }

    /** Makes the folder the policy in force; empty where no folder manages the policy, or it is in force already. */
    Optional<Publication> publish() {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        var reading = PolicyFolder.read(folder.get());
        Preview preview = policies.preview(JOB, reading);
        // A change that was taken back must not be approved any more: only a publish replaces what waits.
        boolean stale = author.get().isPresent() && policies.waiting(JOB).isPresent();
        if (preview.unchanged() && !stale) {
            return Optional.empty();
        }
        if (!preview.faults().isEmpty() && preview.faults().equals(refused)) {
            return Optional.of(new Publication.Refused(refused));
        }
        Caller caller = author.get()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.WAITING,
                        "the policy in " + folder.get()
                                + " is new, and nobody is named who publishes it: make an operator with"
                                + " `mandate operator add NAME --os-user " + HostUser.name()
                                + "`, or name one with --token-file"));
        Publication publication = policies.publish(caller, reading, preview.basedOn());
        refused = preview.faults();
        return Optional.of(publication);
    }

    /**
     * What would be in force if the folder were published now.
     *
     * @throws CommandFailure with all faults, where it could not be: what is in force is not what was asked about
     */
    Optional<PolicyVersion> previewed() {
        if (folder.isEmpty()) {
            return policies.inForce();
        }
        Preview preview = policies.preview(JOB, PolicyFolder.read(folder.get()));
        if (!preview.faults().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.WAITING, "the policy folder would be refused\n" + String.join("\n", preview.faults()));
        }
        return preview.version();
    }

    Optional<PolicyVersion> inForce() {
        return policies.inForce();
    }

    List<Reconciliation> reconcile(PolicyVersion policy, Consumer<Reconciliation> done) {
        return reconcile.advance(JOB, policy, Selector.ALL, done);
    }

    /** Only whom something changed for since the last time; the first time, and after a publish, everything. */
    List<Reconciliation> follow(PolicyVersion policy, Consumer<Reconciliation> done) {
        return reconcile.follow(JOB, policy, done);
    }

    List<Reconciliation> check(PolicyVersion policy, Consumer<Reconciliation> done) {
        return reconcile.check(JOB, policy, Selector.ALL, done);
    }

    /** Deployments that take longer than they used to; each full round tells. */
    List<Finding> slower() {
        return reconcile.slower(JOB, clock.now());
    }

    LedgerStanding advance() {
        return ledger.advance();
    }
}
