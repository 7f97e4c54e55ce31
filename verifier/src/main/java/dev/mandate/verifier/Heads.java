package dev.mandate.verifier;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
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
    void addOutside(Trust.Named named, PublicKeyLine key) {
        var place = named.place();
        try {
            for (var note : Note.parseAll(named.text())) {
                add(place, note, key, true);
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

    /** Those of sizes at which the tree was not looked at. */
    List<Placed> passed() {
        return passed;
    }

    /** Those of sizes that the tree has not reached. */
    List<Placed> beyond() {
        return List.copyOf(queue());
    }

    /** Says what the tree agrees with, and what that cannot show. */
    void conclude() {
        if (right > 0) {
            notes.fact("root and signature of " + right + " checkpoint(s), the largest of size " + agreed);
        }
        if (outside == 0) {
            notes.remark(
                    "not protected against the operator: no checkpoint from elsewhere was compared, and whoever holds"
                            + " the signing key could have made all of this anew");
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
