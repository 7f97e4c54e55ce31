package dev.mandate.model.state;

import dev.mandate.model.access.Grant;
import dev.mandate.model.state.Why.Path;
import dev.mandate.model.subject.SubjectId;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The part of the {@link SourceGraph} between one subject and some clauses, in one deployment. Groups that contain each
 * other count as one step, so that there are finitely many paths.
 */
final class WhyGraph {
    private final Resolver resolver;
    private final SourceGraph graph;
    private final SubjectId subject;
    private final int[] entrances;
    private final BitSet cutRoles;
    private final DeploymentAccess access;
    private final Map<Integer, List<List<Grant>>> ends;
    private final Map<Integer, BigInteger> ways = new HashMap<>();

    /**
     * @param cutRoles roles that nobody may pass through
     * @param ends for each clause that gives the entitlement: the grants from there on, one list per way
     */
    WhyGraph(
            Resolver resolver,
            DeploymentAccess access,
            SubjectId subject,
            BitSet cutRoles,
            Map<Integer, List<List<Grant>>> ends) {
        this.resolver = resolver;
        this.access = access;
        this.graph = resolver.graph();
        this.subject = subject;
        this.cutRoles = cutRoles;
        this.ends = ends;
        this.entrances = graph.entrances(subject).sorted().toArray();
        countGroups();
    }

    BigInteger count() {
        return Arrays.stream(entrances)
                .filter(this::isOpen)
                .mapToObj(this::ways)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Outer groups first, so that no recursion is as deep as the nesting. */
    private void countGroups() {
        var groups = new ArrayList<Integer>();
        reachableGroups().stream().forEach(groups::add);
        groups.sort(Comparator.comparingInt(resolver.groups()::component));
        groups.forEach(this::ways);
    }

    private BitSet reachableGroups() {
        var reached = new BitSet();
        var open = new ArrayDeque<Integer>();
        Arrays.stream(entrances).filter(graph::isGroup).forEach(open::add);
        while (!open.isEmpty()) {
            int group = open.pop();
            if (!reached.get(group)) {
                reached.set(group);
                Arrays.stream(resolver.groups().parents(group)).forEach(open::add);
            }
        }
        return reached;
    }

    /** On how many ways one gets from a node to the entitlement. */
    private BigInteger ways(int node) {
        BigInteger known = ways.get(node);
        if (known != null) {
            return known;
        }
        BigInteger sum = BigInteger.valueOf(ends.getOrDefault(node, List.of()).size());
        for (Step step : steps(node)) {
            sum = sum.add(ways(step.to()));
        }
        ways.put(node, sum);
        return sum;
    }

    /** @param from the node itself, or another group of its cycle */
    private record Step(int from, int to) {}

    private List<Step> steps(int node) {
        var steps = new ArrayList<Step>();
        int[] from = graph.isGroup(node)
                ? resolver.groups().members(resolver.groups().component(node))
                : new int[] {node};
        for (int each : from) {
            for (int to : graph.nextOf(each)) {
                boolean inCycle = graph.isGroup(to) && Arrays.stream(from).anyMatch(member -> member == to);
                if (!inCycle && isOpen(to)) {
                    steps.add(new Step(each, to));
                }
            }
        }
        return steps;
    }

    private boolean isOpen(int node) {
        if (graph.isEntry(node)) {
            return access.matches(graph.entry(node).where());
        }
        return !graph.isRole(node) || !cutRoles.get(graph.role(node));
    }

    private boolean leads(int node) {
        return isOpen(node) && ways(node).signum() > 0;
    }

    Stream<Path> paths() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new PathIterator(), Spliterator.ORDERED), false);
    }

    List<Removal> cut() {
        var network = new MinimumCut<String, Removal>();
        var seen = new BitSet();
        var open = new ArrayDeque<Integer>();
        for (int entrance : entrances) {
            if (leads(entrance)) {
                if (graph.isGroup(entrance)) {
                    var member = new Removal.OfMember(subject, resolver.groups().id(entrance));
                    network.removable("start", in(entrance), member);
                } else {
                    network.fixed("start", in(entrance));
                }
                open.add(entrance);
            }
        }
        while (!open.isEmpty()) {
            int node = open.pop();
            if (!seen.get(node)) {
                seen.set(node);
                connect(network, node);
                Arrays.stream(graph.nextOf(node)).filter(this::leads).forEach(open::add);
            }
        }
        return network.between("start", "end").stream()
                .sorted(Comparator.comparing(Removal::toString))
                .toList();
    }

    private void connect(MinimumCut<String, Removal> network, int node) {
        String out = in(node);
        if (graph.isEntry(node)) {
            out = "after " + node;
            network.removable(in(node), out, new Removal.OfSource(graph.at(node)));
        }
        if (ends.containsKey(node)) {
            network.fixed(out, "end");
        }
        for (int next : graph.nextOf(node)) {
            if (!leads(next)) {
                continue;
            }
            if (graph.isGroup(node) && graph.isGroup(next)) {
                var nesting = new Removal.OfNesting(
                        resolver.groups().id(node), resolver.groups().id(next));
                network.removable(out, in(next), nesting);
            } else {
                network.fixed(out, in(next));
            }
        }
    }

    private static String in(int node) {
        return "node " + node;
    }

    /** Walks all ways depth first, one at a time. */
    private final class PathIterator implements Iterator<Path> {
        private final ArrayDeque<List<Step>> options = new ArrayDeque<>();
        private final ArrayDeque<Step> taken = new ArrayDeque<>();
        private final ArrayDeque<Path> ready = new ArrayDeque<>();

        PathIterator() {
            var first = new ArrayList<Step>();
            for (int entrance : entrances) {
                if (leads(entrance)) {
                    first.add(new Step(entrance, entrance));
                }
            }
            options.push(first);
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && !options.isEmpty()) {
                advance();
            }
            return !ready.isEmpty();
        }

        @Override
        public Path next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.poll();
        }

        private void advance() {
            if (options.element().isEmpty()) {
                options.pop();
                taken.poll();
                return;
            }
            Step step = options.element().removeFirst();
            taken.push(step);
            var next = new ArrayList<>(steps(step.to()));
            next.removeIf(each -> ways(each.to()).signum() == 0);
            options.push(next);
            ends.getOrDefault(step.to(), List.of()).forEach(grants -> ready.add(new Path(sources(), grants)));
        }

        private List<GrantSource> sources() {
            var nodes = new ArrayList<Integer>();
            taken.descendingIterator().forEachRemaining(step -> {
                if (nodes.isEmpty() || nodes.getLast() != step.from()) {
                    nodes.add(step.from());
                }
                if (nodes.getLast() != step.to()) {
                    nodes.add(step.to());
                }
            });
            return nodes.stream().map(graph::at).toList();
        }
    }
}
