package dev.mandate.model.ledger;

import java.util.ArrayDeque;
import java.util.List;

/** RFC 6962 §2.1 word for word, over all leaf hashes, and the proof checks of RFC 9162 §2.1.3.2 and §2.1.4.2. */
record NaiveTree(List<Sha256> leaves) implements MerkleTree.Nodes {

    Sha256 root() {
        if (leaves.isEmpty()) {
            return Sha256.digest();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        var split = 1;
        while (split * 2 < leaves.size()) {
            split *= 2;
        }
        var left = new NaiveTree(leaves.subList(0, split)).root();
        var right = new NaiveTree(leaves.subList(split, leaves.size())).root();
        return Sha256.digest(new byte[] {1}, left.toBytes(), right.toBytes());
    }

    NaiveTree first(long size) {
        return new NaiveTree(leaves.subList(0, Math.toIntExact(size)));
    }

    @Override
    public Sha256 node(int level, long index) {
        var begin = Math.toIntExact(index << level);
        return new NaiveTree(leaves.subList(begin, begin + (1 << level))).root();
    }

    static boolean included(Sha256 leaf, long index, long size, List<Sha256> proof, Sha256 root) {
        var fn = index;
        var sn = size - 1;
        var r = leaf;
        for (var p : proof) {
            if (sn == 0) {
                return false;
            }
            if (fn % 2 == 1 || fn == sn) {
                r = MerkleTree.nodeHash(p, r);
                while (fn % 2 == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                r = MerkleTree.nodeHash(r, p);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && r.equals(root);
    }

    static boolean consistent(long old, long size, List<Sha256> proof, Sha256 oldRoot, Sha256 root) {
        if (old == 0 || old == size) {
            return proof.isEmpty() && (old == 0 || oldRoot.equals(root));
        }
        var path = new ArrayDeque<>(proof);
        if (Long.bitCount(old) == 1) {
            path.addFirst(oldRoot);
        }
        var fn = old - 1;
        var sn = size - 1;
        while (fn % 2 == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        var fr = path.removeFirst();
        var sr = fr;
        for (var c : path) {
            if (sn == 0) {
                return false;
            }
            if (fn % 2 == 1 || fn == sn) {
                fr = MerkleTree.nodeHash(c, fr);
                sr = MerkleTree.nodeHash(c, sr);
                while (fn % 2 == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = MerkleTree.nodeHash(sr, c);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && fr.equals(oldRoot) && sr.equals(root);
    }
}
