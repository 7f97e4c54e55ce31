package dev.mandate.service.directory;

import dev.mandate.model.access.Pins.Stay;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.service.platform.Transactions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Names as the accepted readings have them. */
@Component
class StoredNames implements DirectoryNames {
    private final NameStore store;
    private final Transactions transactions;

    StoredNames(NameStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    @Override
    public Found find(Set<PartyRef> references, Set<GroupId> ids) {
        var named = new ArrayList<GroupRef>();
        var byId = new HashMap<GroupRef, GroupId>();
        var people = new ArrayList<SubjectRef>();
        for (PartyRef reference : references) {
            switch (reference) {
                case SubjectRef subject -> people.add(subject);
                case GroupRef group -> {
                    if (group.byId()) {
                        byId.put(group, DirectoryStore.groupId(group.source(), group.name()));
                    } else {
                        named.add(group);
                    }
                }
            }
        }
        var asked = new HashSet<>(ids);
        asked.addAll(byId.values());
        return transactions.inOne(() -> {
            store.holdRevision();
            store.holdPushes();
            Map<GroupRef, Set<GroupId>> groups = store.groups(named);
            Set<GroupId> existing = store.existing(asked);
            byId.forEach((group, id) -> {
                if (existing.contains(id)) {
                    groups.put(group, Set.of(id));
                }
            });
            Map<SubjectRef, Set<Stay>> subjects = store.subjects(people);
            return new Found(groups, subjects, existing);
        });
    }

    @Override
    public Collection<String> known(PartyRef like) {
        return transactions.inOne(() -> store.names(like));
    }
}
