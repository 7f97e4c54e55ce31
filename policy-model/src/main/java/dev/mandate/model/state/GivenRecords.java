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
    private final Map<Way, BitSet> ways = new HashMap<>();

    /** From one role to those that give, past those that are cut out. Most grants go one of few ways. */
    private record Way(int from, BitSet giving, BitSet cut) {}

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
        var giving = new BitSet();
        grant.sources().nodes().forEach(node -> giving.set(resolver.graph().roleOfClause(node)));
        SortedSet<RoleId> roles = new TreeSet<>();
        var origins = new HashSet<Given.Origin>();
        for (Entries.Entry entry : entries.computeIfAbsent(subject, this::entries)) {
            BitSet between = ways.computeIfAbsent(new Way(entry.role(), giving, cut), this::between);
            if (between.isEmpty()) {
                continue;
            }
            between.stream().forEach(role -> roles.add(resolver.roles().id(role)));
            origins.add(new Given.Origin(
                    resolver.roles().id(entry.role()),
                    entry.group() == Numbering.NONE ? null : resolver.groups().id(entry.group()),
                    entry.until()));
        }
        return new Given(subject, resolver.subject(number).tenure(), roles, origins);
    }

    /** The roles on the ways from one role to those that give. */
    private BitSet between(Way way) {
        var start = new BitSet();
        start.set(way.from());
        BitSet reached = resolver.roles().reach(start, way.cut());
        var between = new BitSet();
        reached.stream().forEach(role -> {
            var here = new BitSet();
            here.set(role);
            if (resolver.roles().reach(here, way.cut()).intersects(way.giving())) {
                between.set(role);
            }
        });
        return between;
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
