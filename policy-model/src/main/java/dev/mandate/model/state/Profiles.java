package dev.mandate.model.state;

import dev.mandate.model.access.Selector;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What every subject is given, with equal things counted once: a gift is a role on some deployments, a profile is the
 * set of gifts that one or many subjects have. Most people share their profile with others, so that a deployment is
 * resolved once per profile.
 */
final class Profiles {
    /** @param frozen whether it neither adds nor removes */
    record Gift(int role, Selector where, boolean frozen) {}

    private final List<Gift> gifts = new ArrayList<>();
    private final int[] giftOfEntry;
    private final int[] ofSubject;
    private final List<int[]> profiles = new ArrayList<>();
    private final int[][] subjects;
    private final int[][] holders;

    Profiles(int subjectCount, GroupHierarchy groups, Entries entries) {
        giftOfEntry = intern(entries);
        int[][] ofComponent = ofComponents(groups, entries);
        var direct = new IntList[subjectCount];
        for (int entry = 0; entry < entries.size(); entry++) {
            if (entries.at(entry).subject() != Numbering.NONE) {
                IntList.add(direct, entries.at(entry).subject(), giftOfEntry[entry]);
            }
        }
        ofSubject = new int[subjectCount];
        var known = new HashMap<IntBuffer, Integer>();
        var union = new Union(gifts.size());
        var subjects = new ArrayList<IntList>();
        for (int subject = 0; subject < subjectCount; subject++) {
            for (int group : groups.ofSubject(subject)) {
                union.add(ofComponent[groups.component(group)]);
            }
            if (direct[subject] != null) {
                union.add(direct[subject].toArray());
            }
            int[] row = union.take();
            int profile = known.computeIfAbsent(IntBuffer.wrap(row), key -> profiles.size());
            if (profile == profiles.size()) {
                profiles.add(row);
                subjects.add(new IntList());
            }
            ofSubject[subject] = profile;
            subjects.get(profile).add(subject);
        }
        this.subjects = IntList.toArrays(subjects.toArray(IntList[]::new));
        this.holders = holders();
    }

    private int[] intern(Entries entries) {
        Map<Gift, Integer> numbers = new HashMap<>();
        var gift = new int[entries.size()];
        for (int entry = 0; entry < gift.length; entry++) {
            Entries.Entry at = entries.at(entry);
            var made = new Gift(at.role(), at.where(), at.frozen());
            gift[entry] = numbers.computeIfAbsent(made, key -> gifts.size());
            if (gift[entry] == gifts.size()) {
                gifts.add(made);
            }
        }
        return gift;
    }

    private int[][] ofComponents(GroupHierarchy groups, Entries entries) {
        var own = new IntList[groups.components()];
        for (int entry = 0; entry < entries.size(); entry++) {
            if (entries.at(entry).group() != Numbering.NONE) {
                IntList.add(own, groups.component(entries.at(entry).group()), giftOfEntry[entry]);
            }
        }
        var gifts = new int[groups.components()][];
        var union = new Union(this.gifts.size());
        for (int component = 0; component < gifts.length; component++) {
            if (own[component] != null) {
                union.add(own[component].toArray());
            }
            for (int group : groups.members(component)) {
                for (int parent : groups.parents(group)) {
                    if (groups.component(parent) != component) {
                        union.add(gifts[groups.component(parent)]);
                    }
                }
            }
            gifts[component] = union.take();
        }
        return gifts;
    }

    private int[][] holders() {
        var holders = new IntList[gifts.size()];
        for (int profile = 0; profile < profiles.size(); profile++) {
            for (int gift : profiles.get(profile)) {
                IntList.add(holders, gift, profile);
            }
        }
        return IntList.toArrays(holders);
    }

    List<Gift> gifts() {
        return gifts;
    }

    int size() {
        return profiles.size();
    }

    /** The gifts of a profile. */
    int[] gifts(int profile) {
        return profiles.get(profile);
    }

    int ofSubject(int subject) {
        return ofSubject[subject];
    }

    /** The subjects with a profile, ascending. */
    int[] subjects(int profile) {
        return subjects[profile];
    }

    /** The profiles that have a gift. */
    int[] holders(int gift) {
        return holders[gift];
    }

    /** Collects numbers below a bound, each once. */
    private static final class Union {
        private final int[] stamps;
        private final IntList found = new IntList();
        private int stamp = 1;

        Union(int bound) {
            stamps = new int[bound];
        }

        void add(int[] numbers) {
            for (int number : numbers) {
                if (stamps[number] != stamp) {
                    stamps[number] = stamp;
                    found.add(number);
                }
            }
        }

        int[] take() {
            int[] taken = found.toArray();
            Arrays.sort(taken);
            found.clear();
            stamp++;
            return taken;
        }
    }
}
