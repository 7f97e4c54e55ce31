package dev.mandate.service.reconcile;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Patterns;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.LikelyCause;
import dev.mandate.service.reconcile.DriftMatrix.Cell;
import dev.mandate.service.reconcile.DriftMatrix.Column;
import dev.mandate.service.reconcile.DriftMatrix.Of;
import dev.mandate.service.reconcile.DriftMatrix.Row;
import dev.mandate.service.reconcile.DriftMatrix.State;
import dev.mandate.service.reconcile.OpenDrift.Sort;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Fills a matrix with what was wished, seen and found to differ. Unknown stays unknown: it is no zero. */
final class MatrixCells {
    private final MatrixWish wish;
    private final Map<DeploymentId, Map<Entitlement, Long>> holders;
    private final Map<DeploymentId, Set<Entitlement>> contents;
    private final Map<DeploymentId, Map<Place, List<OpenDrift>>> differences;
    private final Map<DeploymentId, DeploymentStanding> standings;

    /** What a row is about; the entitlement is null for the AppRole itself. */
    private record Place(Of of, @Nullable Entitlement what) {}

    MatrixCells(
            MatrixWish wish,
            Map<DeploymentId, Map<Entitlement, Long>> holders,
            Map<DeploymentId, Set<Entitlement>> contents,
            List<OpenDrift> differences,
            Map<DeploymentId, DeploymentStanding> standings) {
        this.wish = wish;
        this.holders = holders;
        this.contents = contents;
        this.differences = differences.stream()
                .collect(Collectors.groupingBy(OpenDrift::deployment, Collectors.groupingBy(this::place)));
        this.standings = standings;
    }

    DriftMatrix of(List<Deployment> deployments) {
        Set<ApplicationName> applications = deployments.stream()
                .filter(one -> isAbout(one.id()))
                .map(Deployment::application)
                .collect(Collectors.toSet());
        List<Column> columns = deployments.stream()
                .filter(one -> isAbout(one.id())
                        || (applications.contains(one.application())
                                && unknown(one.id()).isPresent()))
                .map(one -> new Column(one.id(), read(one.id()), unknown(one.id())))
                .toList();
        if (applications.isEmpty()) {
            return new DriftMatrix(List.of(), List.of());
        }
        List<Row> rows = new ArrayList<>();
        wish.appRole().ifPresent(role -> {
            var itself = new Place(Of.APP_ROLE, null);
            if (differences.values().stream().anyMatch(here -> here.containsKey(itself))) {
                rows.add(row(columns, itself));
            }
            content().forEach(what -> rows.add(row(columns, new Place(Of.CONTENT, what))));
        });
        wish.heldByAccounts().forEach(what -> rows.add(row(columns, new Place(Of.HOLDERS, what))));
        return new DriftMatrix(columns, rows);
    }

    /** Policy is about it there, or something of it was found. */
    private boolean isAbout(DeploymentId deployment) {
        return wish.isAbout(deployment)
                || holders.containsKey(deployment)
                || contents.containsKey(deployment)
                || differences.containsKey(deployment);
    }

    private Optional<Instant> read(DeploymentId deployment) {
        return Optional.ofNullable(standings.get(deployment)).flatMap(DeploymentStanding::read);
    }

    private Optional<String> unknown(DeploymentId deployment) {
        DeploymentStanding standing = standings.get(deployment);
        if (standing == null || standing.read().isEmpty()) {
            return Optional.of("was never read");
        }
        return standing.result() == Result.UNREACHABLE || standing.result() == Result.FAILED
                ? Optional.of("the last reconciliation was " + standing.result().word())
                : Optional.empty();
    }

    /** Everything that the AppRole shall hold or holds somewhere, apart from what a wished pattern covers. */
    private Set<Entitlement> content() {
        Set<Entitlement> wished = new TreeSet<>();
        wish.content().values().forEach(wished::addAll);
        Set<Entitlement> all = new TreeSet<>(wished);
        contents.values().stream()
                .flatMap(Set::stream)
                .filter(held -> wished.stream().noneMatch(one -> one.pattern() && Patterns.covers(one, held)))
                .forEach(all::add);
        differences.values().stream()
                .flatMap(here -> here.keySet().stream())
                .filter(place -> place.of() == Of.CONTENT)
                .map(Place::what)
                .filter(Objects::nonNull)
                .forEach(all::add);
        return all;
    }

    private Row row(List<Column> columns, Place place) {
        return new Row(
                place.of(),
                Optional.ofNullable(place.what()),
                columns.stream().map(column -> cell(column, place)).toList());
    }

    private Cell cell(Column column, Place place) {
        if (column.unknown().isPresent()) {
            return unknown();
        }
        DeploymentId deployment = column.deployment();
        List<OpenDrift> here = differences.getOrDefault(deployment, Map.of()).getOrDefault(place, List.of());
        Map<Sort, Long> counts = new EnumMap<>(Sort.class);
        here.forEach(one -> counts.merge(one.sort(), 1L, Long::sum));
        Long held = held(deployment, place);
        boolean wished = isWished(deployment, place);
        if (here.isEmpty()
                && wished
                && place.of() == Of.CONTENT
                && held != null
                && held == 0
                && !isPattern(place.what())) {
            return unknown();
        }
        return new Cell(
                state(counts, held, wished),
                held,
                counts.getOrDefault(Sort.MISSING, 0L),
                counts.getOrDefault(Sort.UNEXPECTED, 0L),
                counts.getOrDefault(Sort.DIFFERENT, 0L),
                counts.getOrDefault(Sort.UNMANAGED, 0L),
                here.stream().map(OpenDrift::firstSeen).min(Instant::compareTo),
                here.stream().map(OpenDrift::likely).collect(Collectors.toCollection(TreeSet<LikelyCause>::new)));
    }

    private static Cell unknown() {
        return new Cell(State.UNKNOWN, null, 0, 0, 0, 0, Optional.empty(), Collections.emptySortedSet());
    }

    private static boolean isPattern(@Nullable Entitlement what) {
        return what != null && what.pattern();
    }

    private static State state(Map<Sort, Long> counts, @Nullable Long held, boolean wished) {
        if (counts.size() > 1) {
            return State.SEVERAL;
        }
        if (counts.size() == 1) {
            return State.valueOf(counts.keySet().iterator().next().name());
        }
        if (wished) {
            return State.AS_WANTED;
        }
        return held != null && held > 0 ? State.UNGOVERNED : State.ABSENT;
    }

    /** Null for what is not counted: an AppRole, and accounts that hold something by a pattern. */
    private @Nullable Long held(DeploymentId deployment, Place place) {
        Entitlement what = place.what();
        if (what == null) {
            return null;
        }
        if (place.of() == Of.CONTENT) {
            return contents.getOrDefault(deployment, Set.of()).stream()
                    .filter(held -> Patterns.covers(what, held))
                    .count();
        }
        return what.pattern()
                ? null
                : holders.getOrDefault(deployment, Map.of()).getOrDefault(what, 0L);
    }

    private boolean isWished(DeploymentId deployment, Place place) {
        Entitlement what = place.what();
        if (what == null) {
            return wish.content().containsKey(deployment);
        }
        return (place.of() == Of.CONTENT ? wish.content() : wish.given())
                .getOrDefault(deployment, Set.of())
                .contains(what);
    }

    private Place place(OpenDrift one) {
        Entitlement what = one.entitlement().map(Entitlement::key).orElse(null);
        if (isOfTheRole(one)) {
            return new Place(what == null ? Of.APP_ROLE : Of.CONTENT, what);
        }
        return new Place(Of.HOLDERS, what);
    }

    /** What the AppRole that is compared is or holds; not what another one holds of it. */
    private boolean isOfTheRole(OpenDrift one) {
        return one.principal() instanceof Principal.AppRole(AppRoleName name)
                && wish.appRole().filter(name::equals).isPresent();
    }
}
