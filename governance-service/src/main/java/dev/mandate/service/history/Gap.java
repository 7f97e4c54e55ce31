package dev.mandate.service.history;

import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.MerkleTree;
import dev.mandate.model.ledger.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Grows, leaf by leaf, the largest complete subtrees of a stretch that an export leaves out. */
final class Gap {
    private final long from;
    private final List<Subtree> subtrees = new ArrayList<>();
    private long to;

    private record Subtree(int height, Sha256 root) {}

    Gap(long from) {
        this.from = from;
        this.to = from;
    }

    void add(Sha256 leaf) {
        var hash = leaf;
        var height = 0;
        // two neighbours of one height are one subtree, if the left one begins where a larger one would
        while (!subtrees.isEmpty() && subtrees.getLast().height() == height && ((to >> height) & 1) == 1) {
            hash = MerkleTree.nodeHash(subtrees.removeLast().root(), hash);
            height++;
        }
        subtrees.add(new Subtree(height, hash));
        to++;
    }

    boolean isEmpty() {
        return to == from;
    }

    JsonValue json() {
        return json(from, to, subtrees.stream().map(Subtree::root).toList());
    }

    static JsonValue json(long from, long to, List<Sha256> cover) {
        return JsonValue.object(
                Map.of("from", JsonValue.number(from), "hashes", hashes(cover), "to", JsonValue.number(to)));
    }

    static JsonValue hashes(List<Sha256> hashes) {
        return JsonValue.array(
                hashes.stream().map(hash -> JsonValue.text(hash.base64())).toList());
    }
}
