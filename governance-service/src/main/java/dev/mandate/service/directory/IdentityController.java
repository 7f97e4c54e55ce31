package dev.mandate.service.directory;

import dev.mandate.model.access.Permission;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Problem.Blame;
import dev.mandate.service.yaml.Shown;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who is who, over the API. People are named by {@code source/username}, or by an id. */
@Component
class IdentityController implements Routes {
    private final IdentityApi identities;
    private final DirectoryApi directory;

    IdentityController(IdentityApi identities, DirectoryApi directory) {
        this.identities = identities;
        this.directory = directory;
    }

    private enum Reason implements Problem.Code {
        NO_SUCH_SUBJECT(404),
        NOT_LINKED(409);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public Blame blame() {
            return Blame.USER;
        }
    }

    record Of(String subject) {}

    /**
     * @param tenure counts how often they came
     * @param kind person, service or machine
     * @param owner who answers for a service or a machine; null where its source names nobody whom it states
     */
    record IdentityView(
            String id,
            String source,
            String username,
            String name,
            String state,
            int tenure,
            String kind,
            @Nullable OwnerView owner) {
        static IdentityView of(SubjectId id, Person person) {
            return new IdentityView(
                    id.value(),
                    person.source().value(),
                    person.username(),
                    person.name(),
                    person.state().word(),
                    person.tenure(),
                    person.kind().word(),
                    OwnerView.of(person.owner()));
        }
    }

    record OwnerView(String id, String source, String username, String state) {
        static @Nullable OwnerView of(Person.@Nullable Owner owner) {
            return owner == null
                    ? null
                    : new OwnerView(
                            owner.id().value(),
                            owner.source().value(),
                            owner.username(),
                            owner.state().word());
        }
    }

    /** @param attribute whose equal values are the evidence; null where a person said so */
    record LinkView(
            String identity,
            String to,
            @Nullable String attribute,
            String actor,
            @Nullable String reason,
            Instant since,
            @Nullable Instant ended,
            @Nullable String endedBy,
            @Nullable String endReason) {
        static LinkView of(IdentityApi.Edge edge) {
            return new LinkView(
                    edge.identity().value(),
                    edge.to().value(),
                    edge.attribute(),
                    edge.actor(),
                    edge.reason(),
                    edge.since(),
                    edge.ended(),
                    edge.endedBy(),
                    edge.endReason());
        }
    }

    /** @param state the most restrictive that any source states */
    record SubjectView(
            String id,
            String username,
            String name,
            String state,
            int tenure,
            String kind,
            @Nullable OwnerView owner,
            List<IdentityView> identities,
            List<LinkView> links) {
        static SubjectView of(IdentityApi.Whole whole) {
            Person person = whole.person();
            return new SubjectView(
                    person.id().value(),
                    person.username(),
                    person.name(),
                    person.state().word(),
                    person.tenure(),
                    person.kind().word(),
                    OwnerView.of(person.owner()),
                    whole.identities().entrySet().stream()
                            .map(one -> IdentityView.of(one.getKey(), one.getValue()))
                            .toList(),
                    whole.links().stream().map(LinkView::of).toList());
        }
    }

    record Doubts() {}

    record DoubtView(String attribute, List<String> sharing, String why) {}

    record DoubtsView(List<DoubtView> doubts) {}

    /** @param to whom the identity is of */
    record Link(String identity, String to, String reason) {}

    record Unlink(String identity, String reason) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get(
                        "/subjects/{subject}",
                        Permission.SOURCES_READ,
                        "Somebody with every identity that sources state, and how these were linked.",
                        Of.class,
                        SubjectView.class,
                        (ask, of) -> whole(ask, named(of.subject()))),
                Route.get(
                        "/link-doubts",
                        Permission.SOURCES_READ,
                        "Where the rules of the operator's file link nobody, because it is not clear who is who.",
                        Doubts.class,
                        DoubtsView.class,
                        (ask, all) -> new DoubtsView(identities.doubts(ask.caller()).stream()
                                .map(doubt -> new DoubtView(
                                        doubt.attribute(),
                                        doubt.sharing().stream()
                                                .map(SubjectId::value)
                                                .toList(),
                                        doubt.why()))
                                .toList())),
                Route.post(
                        "/links",
                        Permission.PEOPLE_LINK,
                        "Makes an identity one of another subject's: it has the groups and grants of both, and the most"
                                + " restrictive state.",
                        Link.class,
                        SubjectView.class,
                        this::link),
                Route.post(
                        "/links/end",
                        Permission.PEOPLE_LINK,
                        "Makes a linked identity a subject of its own again; no rule links the two any more.",
                        Unlink.class,
                        SubjectView.class,
                        this::unlink));
    }

    private SubjectView link(Ask ask, Link link) {
        SubjectId identity = named(link.identity());
        refusing(() -> identities.link(ask.caller(), identity, named(link.to()), link.reason()));
        return whole(ask, identity);
    }

    private SubjectView unlink(Ask ask, Unlink unlink) {
        SubjectId identity = named(unlink.identity());
        refusing(() -> identities.unlink(ask.caller(), identity, unlink.reason()));
        return whole(ask, identity);
    }

    private SubjectView whole(Ask ask, SubjectId subject) {
        return SubjectView.of(identities.whole(ask.caller(), subject));
    }

    private static void refusing(Runnable decision) {
        try {
            decision.run();
        } catch (IllegalArgumentException refused) {
            throw new Problem(Reason.NOT_LINKED, String.valueOf(refused.getMessage()));
        }
    }

    /** The identity itself, whatever it is linked to. */
    private SubjectId named(String text) {
        try {
            return directory
                    .identity(text)
                    .orElseThrow(() -> new Problem(
                            Reason.NO_SUCH_SUBJECT,
                            "no source knows " + Shown.quote(text) + "; write source/username, or an id"));
        } catch (IllegalArgumentException several) {
            throw new Problem(Reason.NO_SUCH_SUBJECT, String.valueOf(several.getMessage()));
        }
    }
}
