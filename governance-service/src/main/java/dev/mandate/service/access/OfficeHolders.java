package dev.mandate.service.access;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.MandateItself;
import dev.mandate.model.access.Office;
import dev.mandate.model.access.Remit;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.api.Callers;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.IdentityApi;
import dev.mandate.service.directory.Person;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.policy.PolicyApi;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Makes callers of subjects, from the offices that the deployment {@code mandate} holds for them. */
@Component
class OfficeHolders implements Callers {
    private final DirectoryApi directory;
    private final IdentityApi identities;
    private final PolicyApi policies;
    private final OfficeStore store;
    private final Transactions transactions;

    OfficeHolders(
            DirectoryApi directory,
            IdentityApi identities,
            PolicyApi policies,
            OfficeStore store,
            Transactions transactions) {
        this.directory = directory;
        this.identities = identities;
        this.policies = policies;
        this.store = store;
        this.transactions = transactions;
    }

    @Override
    public Caller of(SubjectId subject, Instant proved) {
        return transactions.inOne(() -> {
            Person person = directory.people(List.of(subject)).get(subject);
            // Where no policy describes Mandate itself, nothing takes an office away any more, so none counts.
            boolean active = person != null && person.isActive() && policies.describes(MandateItself.ID);
            SubjectId whole = person == null ? subject : person.id();
            return Caller.signedIn(whole, identities.answering(subject), active ? remits(whole) : Set.of(), proved);
        });
    }

    @Override
    public Caller held(SubjectId subject, Instant proved) {
        return transactions.inOne(() -> {
            directory.hold(subject);
            store.hold(subject);
            return of(subject, proved);
        });
    }

    private Set<Remit> remits(SubjectId subject) {
        return store.offices(subject).stream().map(Office::remit).collect(Collectors.toSet());
    }
}
