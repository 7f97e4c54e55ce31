package dev.mandate.service.directory;

import dev.mandate.model.access.Permission;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.FindingView;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Sources over the API. */
@Component
class SourceController implements Routes {
    private final DirectoryApi directory;

    SourceController(DirectoryApi directory) {
        this.directory = directory;
    }

    record All() {}

    record SourcesView(List<String> sources) {}

    record Check(SourceId id) {}

    record Named(String name, String value) {}

    /** @param tookMillis how long the read took */
    record CheckView(
            String source,
            int people,
            List<Named> states,
            int groups,
            long memberships,
            long foreignMembers,
            List<Named> person,
            List<String> personsGroups,
            int joined,
            int changed,
            int missing,
            int changedGroups,
            String difference,
            List<FindingView> findings,
            List<FindingView> remarks,
            List<String> blindSpots,
            long tookMillis) {
        static CheckView of(SourceCheck check) {
            return new CheckView(
                    check.source().value(),
                    check.people(),
                    named(check.states()),
                    check.groups(),
                    check.memberships(),
                    check.foreign(),
                    named(check.person()),
                    check.personsGroups(),
                    check.joined(),
                    check.changed(),
                    check.missing(),
                    check.changedGroups(),
                    check.hash(),
                    FindingView.of(check.findings()),
                    FindingView.of(check.remarks()),
                    check.blindSpots(),
                    check.took().toMillis());
        }

        private static List<Named> named(Map<String, ?> all) {
            return all.entrySet().stream()
                    .map(one -> new Named(one.getKey(), one.getValue().toString()))
                    .toList();
        }
    }

    record Release(SourceId id, String difference, String reason) {}

    record ReleasedView(String source, String difference) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get(
                        "/sources",
                        Permission.SOURCES_READ,
                        "The sources of people and groups.",
                        All.class,
                        SourcesView.class,
                        (ask, all) -> new SourcesView(directory.sources().stream()
                                .map(SourceId::value)
                                .toList())),
                Route.get(
                        "/sources/{id}/check",
                        Permission.SOURCES_CHECK,
                        "Reads a source now and shows what was found and what its limits say; stores nothing.",
                        Check.class,
                        CheckView.class,
                        this::check),
                Route.post(
                        "/sources/{id}/release",
                        Permission.SOURCES_RELEASE,
                        "Lets exactly one difference that waits pass, once and within a day, when the source is read or pushes it again.",
                        Release.class,
                        ReleasedView.class,
                        this::release));
    }

    private CheckView check(Ask ask, Check check) {
        try {
            return CheckView.of(directory.check(known(check.id())));
        } catch (SourceException failure) {
            throw SourceProblem.of(failure);
        }
    }

    private SourceId known(SourceId id) {
        if (!directory.sources().contains(id)) {
            throw SourceProblem.noSuch(id, directory.sources());
        }
        return id;
    }

    private ReleasedView release(Ask ask, Release release) {
        try {
            directory.release(ask.caller(), known(release.id()), release.difference(), release.reason());
            return new ReleasedView(release.id().value(), release.difference());
        } catch (IllegalArgumentException refused) {
            throw SourceProblem.of(refused);
        }
    }
}
