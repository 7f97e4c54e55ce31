package dev.mandate.verifier;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signed checkpoints that a tree must agree with, each looked at when the tree has grown to its size. */
final class Heads {
    private final Report.Notes notes;
    private final List<Placed> heads = new ArrayList<>();
    private final List<Placed> passed = new ArrayList<>();
    private @Nullable Deque<Placed> ahead;
    private long agreed;
    private long right;
    private long outside;
    private boolean agreedOutside;

    Heads(Report.Notes notes) {
        this.notes = notes;
    }

    /**
     * A checkpoint and where it is from.
     *
     * @param outside whether it was brought along, not part of what is checked
     */
    record Placed(String place, TreeHead head, boolean outside) {}

    /** Takes what was brought along. */
    void addBrought(Trust.Named named, PublicKeyLine key) {
        var place = named.place();
        try {
            for (var note : Note.parseAll(named.text())) {
                add(place, note, key, named.elsewhere());
            }
        } catch (IllegalArgumentException e) {
            notes.wrong("checkpoint-unreadable", place, String.valueOf(e.getMessage()));
        }
    }

    /** Takes a checkpoint of this ledger that the key has signed; any other is a finding. */
    void add(String place, Note note, PublicKeyLine key) {
        add(place, note, key, false);
    }

    private void add(String place, Note note, PublicKeyLine key, boolean outside) {
        var head = TreeHead.parse(note);
        var whole = place + ", size " + head.size();
        if (!head.origin().equals(key.name())) {
            notes.wrong("origin-differs", whole, "is of the ledger " + head.origin() + ", not of " + key.name());
            return;
        }
        if (!key.signed(note)) {
            notes.wrong("signature-wrong", whole, "is not signed by the key " + key.name() + "+" + key.id());
            return;
        }
        heads.add(new Placed(whole, head, outside));
    }

    /** To be called at each size that can be looked at, in order. */
    void reached(MerkleStack tree) {
        var next = queue();
        while (!next.isEmpty() && next.getFirst().head().size() < tree.size()) {
            passed.add(next.removeFirst());
        }
        while (!next.isEmpty() && next.getFirst().head().size() == tree.size()) {
            compare(next.removeFirst(), tree.root());
        }
    }

    private void compare(Placed placed, byte[] root) {
        var head = placed.head();
        outside += placed.outside() ? 1 : 0;
        if (head.hasRoot(root)) {
            agreedOutside |= placed.outside();
            agreed = head.size();
            right++;
            return;
        }
        notes.wrong(
                "root-differs",
                placed.place(),
                "the root signed for the first " + head.size() + " entries is " + head.root() + ", it now is "
                        + Hashes.base64(root) + ": something changed between index " + agreed + " and "
                        + (head.size() - 1));
    }

    /** Those of sizes that the tree has not reached. */
    List<Placed> beyond() {
        return List.copyOf(queue());
    }

    /**
     * Says which checkpoints an export did not allow to compare. One from elsewhere that is larger, where none from
     * elsewhere could be compared, is a finding: the log may have shrunk.
     *
     * @param previous the one that the export proves to continue, whether it was compared or not
     */
    void tellWhatWasNotCompared(Optional<TreeHead> previous) {
        passed.stream()
                .filter(placed -> previous.isEmpty() || !previous.get().sameTree(placed.head()))
                .forEach(placed -> notes.remark(placed.place()
                        + " was not compared: the package leaves entries out there; ask for an export that continues it"
                        + " (--previous " + placed.head().size() + ")"));
        for (var placed : beyond()) {
            if (agreedOutside) {
                notes.remark(placed.place() + " was not compared: the package ends before it");
                continue;
            }
            notes.wrong(
                    "log-shrank",
                    placed.place(),
                    "is larger than the package: either the package was made before this checkpoint, or the log was cut");
        }
    }

    /**
     * Says what the tree agrees with, and what that cannot show.
     *
     * @param protection what the maker says of it; empty where nobody does
     */
    void conclude(String protection) {
        if (right > 0) {
            notes.fact("root and signature of " + right + " checkpoint(s), the largest of size " + agreed);
        }
        if (outside == 0) {
            notes.remark(
                    "not protected against the operator: no checkpoint from elsewhere was compared (--checkpoint), and"
                            + " whoever holds the signing key could have made all of this anew");
        }
        if (!protection.isEmpty()) {
            notes.remark("the maker says: " + protection);
        }
    }

    private Deque<Placed> queue() {
        if (ahead == null) {
            heads.sort(Comparator.comparingLong(placed -> placed.head().size()));
            ahead = new ArrayDeque<>(heads);
        }
        return ahead;
    }
}
