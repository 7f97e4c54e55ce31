package dev.mandate.model.state;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.subject.SubjectId;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a subject should have an entitlement in a deployment, directly or by way of AppRoles, patterns included. */
public final class Why {
    private final SubjectId subject;
    private final DeploymentId deployment;
    private final Entitlement entitlement;
    private final WhyGraph graph;
    private final @Nullable Cause withheld;

    Why(SubjectId subject, DeploymentId deployment, Entitlement entitlement, WhyGraph graph, @Nullable Cause withheld) {
        this.subject = subject;
        this.deployment = deployment;
        this.entitlement = entitlement;
        this.graph = graph;
        this.withheld = withheld;
    }

    /**
     * One way from the subject to the entitlement.
     *
     * @param sources the groups, the mapping or assignment, the roles and the clause, in this order; of groups that
     *     contain each other only the first and the last
     * @param grants what the account holds by that clause, then what each AppRole on the way holds; the last one gives
     *     the entitlement
     */
    public record Path(List<GrantSource> sources, List<Grant> grants) {
        public Path {
            sources = List.copyOf(sources);
            grants = List.copyOf(grants);
        }
    }

    public SubjectId subject() {
        return subject;
    }

    public DeploymentId deployment() {
        return deployment;
    }

    public Entitlement entitlement() {
        return entitlement;
    }

    /** How many paths there are, exactly. */
    public BigInteger count() {
        return graph.count();
    }

    /** The paths one by one, always in the same order; there may be very many, so limit it. */
    public Stream<Path> paths() {
        return graph.paths();
    }

    /** The fewest memberships, mappings and assignments that have to go so that no path is left; sorted by text. */
    public List<Removal> cut() {
        return graph.cut();
    }

    /** Why the subject goes without it although policy gives it: only where there is no path. */
    public Optional<Cause> withheld() {
        return Optional.ofNullable(withheld);
    }
}
