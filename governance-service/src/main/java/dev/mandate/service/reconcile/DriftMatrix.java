package dev.mandate.service.reconcile;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.state.LikelyCause;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * One Role or one AppRole compared over deployments, as the last looks left it.
 *
 * @param columns the deployments in which it is wanted, or something of it was found, or may be
 */
public record DriftMatrix(List<Column> columns, List<Row> rows) {
    /**
     * One deployment.
     *
     * @param read when it was last read completely; empty: never
     * @param unknown why nothing is known of it as of now; empty where its last reading was a good one
     */
    public record Column(DeploymentId deployment, Optional<Instant> read, Optional<String> unknown) {}

    /** What a row is about. */
    public enum Of {
        /** The AppRole itself. */
        APP_ROLE,

        /** What the AppRole holds. */
        CONTENT,

        /** The accounts that hold an entitlement. */
        HOLDERS;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One thing, in every deployment.
     *
     * @param what empty for the AppRole itself
     * @param cells one for each column, in its order
     */
    public record Row(Of of, Optional<Entitlement> what, List<Cell> cells) {}

    /** How one thing stands in one deployment. */
    public enum State {
        AS_WANTED,

        /** Policy does not give it there, and it is not there. */
        ABSENT,

        /** It is there, and policy has nothing to say of it there. */
        UNGOVERNED,
        MISSING,
        UNEXPECTED,
        DIFFERENT,
        UNMANAGED,

        /** It differs in several ways. */
        SEVERAL,

        /** Nothing is known of it as of now, or it was not compared since policy changed. */
        UNKNOWN;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        boolean differs() {
            return this == MISSING || this == UNEXPECTED || this == DIFFERENT || this == UNMANAGED || this == SEVERAL;
        }
    }

    /**
     * One thing in one deployment.
     *
     * @param held how many hold it there, or how many things a pattern covers; null where that is not known
     * @param firstSeen when the oldest of its differences was first seen
     * @param likely what most likely made them
     */
    public record Cell(
            State state,
            @Nullable Long held,
            long missing,
            long unexpected,
            long different,
            long unmanaged,
            Optional<Instant> firstSeen,
            SortedSet<LikelyCause> likely) {}

    public DriftMatrix {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }
}
