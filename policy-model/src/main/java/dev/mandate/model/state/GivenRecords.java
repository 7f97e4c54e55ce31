package dev.mandate.model.state;

import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.RoleId;
import dev.mandate.model.state.DesiredState.DesiredGrant;
import dev.mandate.model.subject.SubjectId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Works out {@link Given} for desired grants. */
final class GivenRecords {
    private final Resolver resolver;
    private final DesiredState desired;
    private final DeploymentAccess access;
    private final Map<SubjectId, List<Entries.Entry>> entries = new HashMap<>();
    private final Map<End, Ways> ways = new HashMap<>();

    /** Where ways end, and what they may not pass. Most grants have one of few. */
    private record End(SourceSet sources, BitSet cut) {}

    /** The roles on the ways to one end, by the role that they begin with; none where no way leads there. */
    private final class Ways {
        private final BitSet giving = new BitSet();
        private final BitSet cut;
        private final Map<Integer, List<RoleId>> between = new HashMap<>();

        Ways(End end) {
            end.sources().nodes().forEach(node -> giving.set(resolver.graph().roleOfClause(node)));
            cut = end.cut();
        }

        List<RoleId> from(int role) {
            return between.computeIfAbsent(role, this::found);
        }

        private List<RoleId> found(int from) {
            return reach(from).stream()
                    .filter(role -> reach(role).intersects(giving))
                    .mapToObj(resolver.roles()::id)
                    .toList();
        }

        private BitSet reach(int from) {
            var start = new BitSet();
            start.set(from);
            return resolver.roles().reach(start, cut);
        }
    }

    GivenRecords(Resolver resolver, DeploymentContext context, DesiredState desired) {
        this.resolver = resolver;
        this.desired = desired;
        this.access = new DeploymentAccess(resolver, context);
    }

    Map<Grant, Given> of(Set<Grant> keys) {
        var found = new HashMap<Grant, Given>();
        for (Grant key : keys) {
            DesiredGrant grant = desired.grants().get(key);
            if (grant != null && key.principal() instanceof Principal.Account account) {
                DesiredAccount holder = desired.accounts().get(account.name());
                if (holder != null) {
                    found.put(key, given(holder.subject(), account, grant));
                }
            }
        }
        return found;
    }

    private Given given(SubjectId subject, Principal account, DesiredGrant grant) {
        int number = resolver.subjects().of(subject);
        BitSet cut = access.cutRoles(number, access.holds().on(subject, account));
        Ways here = ways.computeIfAbsent(new End(grant.sources(), cut), Ways::new);
        SortedSet<RoleId> roles = new TreeSet<>();
        var origins = new HashSet<Given.Origin>();
        for (Entries.Entry entry : entries.computeIfAbsent(subject, this::entries)) {
            List<RoleId> between = here.from(entry.role());
            if (between.isEmpty()) {
                continue;
            }
            roles.addAll(between);
            origins.add(new Given.Origin(
                    resolver.roles().id(entry.role()),
                    entry.group() == Numbering.NONE ? null : resolver.groups().id(entry.group()),
                    entry.until()));
        }
        return new Given(subject, resolver.subject(number).tenure(), roles, origins);
    }

    /** The mappings and assignments here that a subject is reached by. */
    private List<Entries.Entry> entries(SubjectId subject) {
        SourceGraph graph = resolver.graph();
        var found = new ArrayList<Entries.Entry>();
        var seen = new BitSet();
        var open = new ArrayDeque<Integer>();
        graph.entrances(subject).forEach(open::add);
        while (!open.isEmpty()) {
            int node = open.pop();
            if (seen.get(node)) {
                continue;
            }
            seen.set(node);
            if (graph.isGroup(node)) {
                graph.next(node).forEach(open::add);
            } else if (access.matches(graph.entry(node).where())) {
                found.add(graph.entry(node));
            }
        }
        return found;
    }
}
