package dev.mandate.model.state;

import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.Principal;
import dev.mandate.model.subject.SubjectId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Holds in force in one deployment, by whom they are about. */
final class HoldsHere {
    /** All that Holds take from one party. */
    static final class Held {
        static final Held NOTHING = new Held();
        private final BitSet roles = new BitSet();
        private final List<Entitlement> entitlements = new ArrayList<>();
        private boolean everything;

        boolean everything() {
            return everything;
        }

        /** Numbers of roles; not to be altered. */
        BitSet roles() {
            return roles;
        }

        List<Entitlement> entitlements() {
            return entitlements;
        }

        private void add(Hold.Access what, RoleHierarchy hierarchy) {
            switch (what) {
                case Hold.Access.Everything ignored -> everything = true;
                case Hold.Access.OfEntitlement held -> entitlements.add(held.entitlement());
                case Hold.Access.OfRole held -> {
                    if (hierarchy.of(held.role()) != Numbering.NONE) {
                        roles.set(hierarchy.of(held.role()));
                    }
                }
            }
        }

        private Held and(Held other) {
            var both = new Held();
            both.everything = everything || other.everything;
            both.roles.or(roles);
            both.roles.or(other.roles);
            both.entitlements.addAll(entitlements);
            both.entitlements.addAll(other.entitlements);
            return both;
        }
    }

    private final Map<SubjectId, Held> ofSubjects = new HashMap<>();
    private final Map<Principal, Held> ofPrincipals = new HashMap<>();

    HoldsHere(AccessSnapshot snapshot, Deployment deployment, RoleHierarchy roles) {
        for (Hold hold : snapshot.holds()) {
            if (!hold.inForce(snapshot.asOf()) || !hold.where().matches(deployment)) {
                continue;
            }
            switch (hold.who()) {
                case Hold.Party.OfSubject who ->
                    ofSubjects.computeIfAbsent(who.subject(), key -> new Held()).add(hold.what(), roles);
                case Hold.Party.OfPrincipal who -> {
                    if (who.deployment().equals(deployment.id())) {
                        ofPrincipals
                                .computeIfAbsent(who.principal(), key -> new Held())
                                .add(hold.what(), roles);
                    }
                }
            }
        }
    }

    Held on(Principal principal) {
        return ofPrincipals.getOrDefault(principal, Held.NOTHING);
    }

    /** What is taken from a subject and from the account that it has, if it has one. */
    Held on(SubjectId subject, @Nullable Principal account) {
        Held ofSubject = ofSubjects.getOrDefault(subject, Held.NOTHING);
        Held ofAccount = account == null ? Held.NOTHING : on(account);
        if (ofAccount == Held.NOTHING) {
            return ofSubject;
        }
        return ofSubject == Held.NOTHING ? ofAccount : ofSubject.and(ofAccount);
    }

    /** The principals that a Hold names. */
    Set<Principal> principals() {
        return ofPrincipals.keySet();
    }
}
