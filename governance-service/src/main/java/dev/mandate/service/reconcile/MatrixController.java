package dev.mandate.service.reconcile;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.access.Selector;
import dev.mandate.model.state.LikelyCause;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.policy.PolicyApi;
import dev.mandate.service.reconcile.ReconcileViews.Over;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One Role or AppRole compared over the fleet, over the API. */
@Component
class MatrixController implements Routes {
    private final MatrixApi matrix;
    private final PolicyApi policies;

    MatrixController(MatrixApi matrix, PolicyApi policies) {
        this.matrix = matrix;
        this.policies = policies;
    }

    /**
     * What is compared, and where: a Role or an AppRole.
     *
     * @param label {@code name=value}
     */
    record Compare(
            Optional<RoleId> role,
            Optional<AppRoleName> appRole,
            List<DeploymentId> deployment,
            List<ApplicationName> application,
            List<String> label) {
        Compare {
            if (role.isPresent() == appRole.isPresent()) {
                throw new IllegalArgumentException("name what is compared: 'role' or 'app_role'");
            }
        }

        Selector selector() {
            return new Over(deployment, application, label).selector();
        }
    }

    /** @param rows each with a cell for every deployment, in the order of these */
    record MatrixView(List<ColumnView> deployments, List<RowView> rows) {
        static MatrixView of(DriftMatrix matrix) {
            return new MatrixView(
                    matrix.columns().stream().map(ColumnView::of).toList(),
                    matrix.rows().stream().map(RowView::of).toList());
        }
    }

    /**
     * One deployment.
     *
     * @param read when it was last read completely; null: never
     * @param unknown why nothing is known of it as of now; null where its last reading was a good one
     */
    record ColumnView(
            String id, @Nullable Instant read, @Nullable String unknown) {
        static ColumnView of(DriftMatrix.Column column) {
            return new ColumnView(
                    column.deployment().value(),
                    column.read().orElse(null),
                    column.unknown().orElse(null));
        }
    }

    /**
     * One thing in all deployments.
     *
     * @param of app-role: the AppRole itself; content: what it holds; holders: the accounts that hold an entitlement
     * @param what the entitlement; null for the AppRole itself
     */
    record RowView(String of, @Nullable String what, List<CellView> cells) {
        static RowView of(DriftMatrix.Row row) {
            return new RowView(
                    row.of().word(),
                    row.what().map(Object::toString).orElse(null),
                    row.cells().stream().map(CellView::of).toList());
        }
    }

    /**
     * One thing in one deployment.
     *
     * @param state as-wanted, absent, ungoverned, missing, unexpected, different, unmanaged, several or unknown
     * @param held how many hold it, or how much a pattern covers; null where that is not known
     * @param firstSeen of the oldest difference; null where there is none
     * @param likely what most likely made the differences
     */
    record CellView(
            String state,
            @Nullable Long held,
            long missing,
            long unexpected,
            long different,
            long unmanaged,
            @Nullable Instant firstSeen,
            List<String> likely) {
        static CellView of(DriftMatrix.Cell cell) {
            return new CellView(
                    cell.state().word(),
                    cell.held(),
                    cell.missing(),
                    cell.unexpected(),
                    cell.different(),
                    cell.unmanaged(),
                    cell.firstSeen().orElse(null),
                    cell.likely().stream().map(LikelyCause::word).toList());
        }
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.get(
                "/drift/matrix",
                Permission.DRIFT_READ,
                "One Role or AppRole compared over deployments, as the last looks left it.",
                Compare.class,
                MatrixView.class,
                this::compare));
    }

    private MatrixView compare(Ask ask, Compare compare) {
        PolicyVersion policy = policies.inForce().orElseThrow(ReconcileViews::nothingPublished);
        return MatrixView.of(compare.role()
                .map(role -> matrix.of(ask.caller(), policy, compare.selector(), role))
                .orElseGet(() -> matrix.of(
                        ask.caller(),
                        policy,
                        compare.selector(),
                        compare.appRole().orElseThrow())));
    }
}
