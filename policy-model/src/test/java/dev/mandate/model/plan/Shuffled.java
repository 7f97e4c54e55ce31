package dev.mandate.model.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** The same world, its maps and sets iterated in another order. */
final class Shuffled {
    private Shuffled() {}

    static World copy(World world, SplittableRandom random) {
        var copy = new World(
                shuffled(world.desiredAccounts, random),
                shuffled(world.desiredRoles, random),
                shuffled(world.deleting, random),
                shuffled(world.desired, random),
                shuffled(world.observedAccounts, random),
                shuffled(world.observedRoles, random),
                shuffled(world.observed, random));
        copy.modes = world.modes;
        copy.limits = world.limits;
        copy.read = world.read;
        copy.withheld.putAll(shuffled(world.withheld, random));
        copy.ending.putAll(shuffled(world.ending, random));
        copy.given.putAll(shuffled(world.given, random));
        copy.frozen.addAll(world.frozen);
        copy.coverage.putAll(world.coverage);
        copy.named.addAll(world.named);
        copy.made.addAll(world.made);
        copy.excluded.putAll(world.excluded);
        copy.protect.addAll(world.protect);
        return copy;
    }

    static <K, V> Map<K, V> shuffled(Map<K, V> map, SplittableRandom random) {
        var shuffled = new LinkedHashMap<K, V>();
        shuffle(map.keySet(), random).forEach(key -> shuffled.put(key, map.get(key)));
        return shuffled;
    }

    static <T> Set<T> shuffled(Set<T> set, SplittableRandom random) {
        return new LinkedHashSet<>(shuffle(set, random));
    }

    private static <T> List<T> shuffle(Collection<T> items, SplittableRandom random) {
        var list = new ArrayList<>(items);
        for (int i = list.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            T item = list.get(i);
            list.set(i, list.get(j));
            list.set(j, item);
        }
        return list;
    }
}
