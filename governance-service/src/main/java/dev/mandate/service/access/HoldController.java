package dev.mandate.service.access;

import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.HoldId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PrincipalText;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.directory.DirectoryApi;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Holds over the API. */
@Component
class HoldController implements Routes {
    private final AccessApi access;
    private final DirectoryApi directory;

    HoldController(AccessApi access, DirectoryApi directory) {
        this.access = access;
        this.directory = directory;
    }

    /**
     * A Hold to be placed, on everything or on just a role or an entitlement.
     *
     * @param subject {@code source/username}, or the subject's id
     * @param account instead of a subject: an account of the one deployment that is named
     */
    record Place(
            Optional<String> subject,
            Optional<String> account,
            Optional<RoleId> role,
            Optional<String> entitlement,
            List<DeploymentId> deployment,
            List<ApplicationName> application,
            Optional<Instant> until,
            String reason) {
        Place {
            if (subject.isPresent() == account.isPresent()) {
                throw new IllegalArgumentException("a Hold names a subject, or an account of one deployment");
            }
            if (account.isPresent() && deployment.size() != 1) {
                throw new IllegalArgumentException("a Hold on an account names the one deployment it is in");
            }
            if (role.isPresent() && entitlement.isPresent()) {
                throw new IllegalArgumentException("a Hold takes a role or an entitlement, not both");
            }
        }

        Hold.Access what() {
            return role.<Hold.Access>map(Hold.Access.OfRole::new)
                    .or(() -> entitlement.map(text -> new Hold.Access.OfEntitlement(EntitlementText.parse(text))))
                    .orElseGet(Hold.Access.Everything::new);
        }
    }

    record Lift(HoldId id, String reason) {}

    record Nothing() {}

    /** @param what {@code everything}, a role or an entitlement */
    record HoldView(
            String id,
            String who,
            String what,
            String by,
            String reason,
            @Nullable Instant until) {
        static HoldView of(Hold hold) {
            return new HoldView(hold.id().value(), who(hold), what(hold), hold.actor(), hold.reason(), hold.until());
        }

        private static String who(Hold hold) {
            return switch (hold.who()) {
                case Hold.Party.OfSubject(var subject) -> "subject:" + subject;
                case Hold.Party.OfPrincipal(var deployment, var principal) -> deployment + "/" + principal;
            };
        }

        private static String what(Hold hold) {
            return switch (hold.what()) {
                case Hold.Access.Everything() -> "everything";
                case Hold.Access.OfRole(var role) -> "role " + role;
                case Hold.Access.OfEntitlement(var entitlement) -> EntitlementText.format(entitlement);
            };
        }
    }

    record HoldsView(List<HoldView> holds) {}

    record LiftedView(String id) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get(
                        "/holds",
                        Permission.HOLDS_READ,
                        "The Holds in force.",
                        Nothing.class,
                        HoldsView.class,
                        (ask, nothing) -> new HoldsView(access.holds(ask.caller()).stream()
                                .map(HoldView::of)
                                .toList())),
                Route.post(
                        "/holds",
                        Permission.HOLDS_SET,
                        "Takes access away until somebody who does not benefit lifts the Hold.",
                        Place.class,
                        HoldView.class,
                        this::place),
                Route.post(
                        "/holds/{id}/lift",
                        Permission.HOLDS_LIFT,
                        "Ends a Hold; nobody lifts one on themselves.",
                        Lift.class,
                        LiftedView.class,
                        (ask, lift) -> {
                            access.lift(ask.caller(), lift.id(), lift.reason());
                            return new LiftedView(lift.id().value());
                        }));
    }

    private HoldView place(Ask ask, Place place) {
        Hold.Party who = place.subject()
                .<Hold.Party>map(text -> new Hold.Party.OfSubject(subject(text)))
                .orElseGet(() -> new Hold.Party.OfPrincipal(
                        place.deployment().getFirst(),
                        new PrincipalText("account", place.account().orElseThrow()).principal()));
        var where =
                new Selector(new HashSet<>(place.application()), new HashSet<>(place.deployment()), new TreeMap<>());
        return HoldView.of(access.hold(
                ask.caller(),
                who,
                place.what(),
                where,
                place.reason(),
                place.until().orElse(null)));
    }

    private SubjectId subject(String text) {
        Map<SubjectId, Subject> subjects = directory.directory().subjects();
        if (subjects.containsKey(SubjectId.of(text))) {
            return SubjectId.of(text);
        }
        if (text.indexOf('/') < 1) {
            throw new NotAllowed("no source states a subject '" + text + "'; write it SOURCE/USERNAME");
        }
        SubjectRef named = SubjectRef.parse(text);
        List<SubjectId> found = subjects.values().stream()
                .filter(one -> one.attribute(Subject.USERNAME)
                        .filter(named.username()::equals)
                        .isPresent())
                .map(Subject::id)
                .toList();
        Map<SubjectId, ? extends Set<?>> sources = directory.sourcesOf(found);
        List<SubjectId> there = found.stream()
                .filter(id -> Optional.ofNullable(sources.get(id))
                        .filter(stated -> stated.contains(named.source()))
                        .isPresent())
                .toList();
        if (there.size() != 1) {
            throw new NotAllowed(
                    (there.isEmpty() ? "no subject is " : "several subjects are ") + text + "; name one by its id");
        }
        return there.getFirst();
    }
}
