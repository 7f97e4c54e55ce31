package dev.mandate.verifier;

import java.util.ArrayDeque;
import java.util.List;

/** Whether a tree begins with the leaves of an older one: RFC 9162 section 2.1.4.2. */
final class ConsistencyProof {
    private ConsistencyProof() {}

    static boolean holds(TreeHead old, TreeHead head, List<byte[]> proof) {
        if (old.size() > head.size()) {
            return false;
        }
        if (old.size() == 0 || old.size() == head.size()) {
            return proof.isEmpty() && (old.size() == 0 || old.root().equals(head.root()));
        }
        var path = new ArrayDeque<>(proof);
        if (Long.bitCount(old.size()) == 1) {
            path.addFirst(Hashes.ofBase64(old.root()));
        }
        return !path.isEmpty() && climb(old, head, path);
    }

    private static boolean climb(TreeHead old, TreeHead head, ArrayDeque<byte[]> path) {
        var shift = Long.numberOfTrailingZeros(old.size());
        var first = (old.size() - 1) >> shift;
        var last = (head.size() - 1) >> shift;
        var oldRoot = path.removeFirst();
        var root = oldRoot;
        for (var sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((first & 1) == 1 || first == last) {
                oldRoot = Hashes.node(sibling, oldRoot);
                root = Hashes.node(sibling, root);
                var even = first == 0 ? 0 : Long.numberOfTrailingZeros(first);
                first >>= even;
                last >>= even;
            } else {
                root = Hashes.node(root, sibling);
            }
            first >>= 1;
            last >>= 1;
        }
        return last == 0 && old.hasRoot(oldRoot) && head.hasRoot(root);
    }
}
