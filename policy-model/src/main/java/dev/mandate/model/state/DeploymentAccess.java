package dev.mandate.model.state;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Selector;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What one deployment makes of the snapshot before any subject is looked at, and each subject's part of it. */
final class DeploymentAccess {
    private static final BitSet NOTHING = new BitSet();
    private final Resolver resolver;
    private final DeploymentContext context;
    private final RoleContents contents;
    private final AppRoleContents appRoles;
    private final HoldsHere holds;
    private final AccountsHere accounts;
    private final BitSet gifts = new BitSet();
    private final BitSet frozenGifts = new BitSet();
    private final Map<Integer, Bundle> ofGift = new HashMap<>();
    private final Set<Finding> findings;

    DeploymentAccess(Resolver resolver, DeploymentContext context) {
        this.resolver = resolver;
        this.context = context;
        contents = new RoleContents(resolver.roles(), resolver.graph(), context.deployment(), context.vocabulary());
        appRoles = new AppRoleContents(
                resolver.snapshot().policy().policy().appRoles(),
                resolver.graph(),
                context.deployment(),
                context.vocabulary());
        holds = new HoldsHere(resolver.snapshot(), context.deployment(), resolver.roles());
        sort(resolver.profiles().gifts());
        accounts = new AccountsHere(
                context, resolver.names(context.deployment().accountName()), resolver.subjects(), this::needsAccount);
        findings = collectFindings();
    }

    private void sort(List<Profiles.Gift> all) {
        for (int gift = 0; gift < all.size(); gift++) {
            Profiles.Gift at = all.get(gift);
            if (contents.gives(at.role()) && contents.matches(at.where())) {
                (at.frozen() ? frozenGifts : gifts).set(gift);
            }
        }
    }

    /** The subjects, by number, that have or should have something here, or an account. */
    BitSet concerned() {
        var concerned = new BitSet();
        Profiles profiles = resolver.profiles();
        union(gifts, frozenGifts).stream().forEach(gift -> {
            for (int profile : profiles.holders(gift)) {
                for (int subject : profiles.subjects(profile)) {
                    concerned.set(subject);
                }
            }
        });
        context.links().keySet().stream()
                .mapToInt(resolver.subjects()::of)
                .filter(number -> number != Numbering.NONE)
                .forEach(concerned::set);
        return concerned;
    }

    /** Whether a subject is among {@link #concerned()}. */
    boolean concerns(int subject) {
        return isGiven(subject, gifts)
                || isGiven(subject, frozenGifts)
                || context.links().containsKey(resolver.subjects().at(subject));
    }

    private boolean isGiven(int subject, BitSet any) {
        Profiles profiles = resolver.profiles();
        for (int gift : profiles.gifts(profiles.ofSubject(subject))) {
            if (any.get(gift)) {
                return true;
            }
        }
        return false;
    }

    private boolean needsAccount(int subject) {
        return resolver.subject(subject).state().mayHold() && isGiven(subject, gifts);
    }

    private Set<Finding> collectFindings() {
        Set<Finding> all = new TreeSet<>(contents.findings());
        appRoles.bundles().values().forEach(bundle -> all.addAll(bundle.findings()));
        resolver.entries().doubts().stream()
                .filter(doubt -> contents.matches(doubt.where()))
                .map(Entries.Doubt::finding)
                .forEach(all::add);
        return all;
    }

    AccountsHere accounts() {
        return accounts;
    }

    HoldsHere holds() {
        return holds;
    }

    AppRoleContents appRoles() {
        return appRoles;
    }

    /** What is wrong here whoever is resolved. */
    Set<Finding> findings() {
        return findings;
    }

    boolean matches(Selector where) {
        return contents.matches(where);
    }

    /** What a subject is given if nothing stands against it; most have one gift here and share what it gives. */
    Bundle bundle(int subject) {
        Profiles profiles = resolver.profiles();
        int only = Numbering.NONE;
        for (int gift : profiles.gifts(profiles.ofSubject(subject))) {
            if (gifts.get(gift)) {
                if (only != Numbering.NONE) {
                    return contents.of(resolver.roles().reach(entrances(subject, gifts)));
                }
                only = gift;
            }
        }
        return only == Numbering.NONE ? Bundle.NONE : ofGift.computeIfAbsent(only, this::bundleOfGift);
    }

    private Bundle bundleOfGift(int gift) {
        return contents.of(
                resolver.roles().closure(resolver.profiles().gifts().get(gift).role()));
    }

    /** What a subject is given without passing through the roles of {@code cut}. */
    Bundle bundle(int subject, BitSet cut) {
        return contents.of(resolver.roles().reach(entrances(subject, gifts), cut));
    }

    /** What a subject would get by way of the roles of {@code through}. */
    Bundle bundleThrough(int subject, BitSet through) {
        var passed = resolver.roles().reach(entrances(subject, gifts));
        passed.and(through);
        return contents.of(resolver.roles().reach(passed));
    }

    /** What a subject is given by frozen mappings. */
    Bundle frozenBundle(int subject, BitSet cut) {
        BitSet roles = frozenGifts.isEmpty() ? NOTHING : entrances(subject, frozenGifts);
        return roles.isEmpty() ? Bundle.NONE : contents.of(resolver.roles().reach(roles, cut));
    }

    /** Whether a violation is about a role that the subject has here. */
    boolean touches(int subject, ConstraintViolation violation) {
        BitSet reached = resolver.roles().reach(entrances(subject, gifts));
        return violation.roles().stream().mapToInt(resolver.roles()::of).anyMatch(reached::get);
    }

    /** The roles that the subject's mappings and assignments name here, without those that come with them. */
    private BitSet entrances(int subject, BitSet of) {
        Profiles profiles = resolver.profiles();
        var roles = new BitSet();
        for (int gift : profiles.gifts(profiles.ofSubject(subject))) {
            if (of.get(gift)) {
                roles.set(profiles.gifts().get(gift).role());
            }
        }
        return roles;
    }

    /** The roles that a subject may not pass through: for a constraint or a Hold. */
    BitSet cutRoles(int subject, HoldsHere.Held held) {
        return union(resolver.constraints().withheld(subject), held.roles());
    }

    /** What an AppRole holds by definition, apart from what a Hold takes from it. */
    List<Grant> content(AppRoleName role) {
        var principal = new Principal.AppRole(role);
        HoldsHere.Held held = holds.on(principal);
        return appRoles.bundles().getOrDefault(role, Bundle.NONE).items().stream()
                .filter(item -> !isTaken(item, held))
                .map(item -> new Grant(principal, item.entitlement()))
                .toList();
    }

    /** Whether Holds take an item; never one that narrows, because taking it would widen. */
    boolean isTaken(Bundle.Item item, HoldsHere.Held held) {
        return !item.narrows() && (held.everything() || appRoles.leadsTo(item.entitlement(), held.entitlements()));
    }

    private static BitSet union(BitSet one, BitSet other) {
        if (other.isEmpty()) {
            return one;
        }
        var both = (BitSet) one.clone();
        both.or(other);
        return both;
    }
}
