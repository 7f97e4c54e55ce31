package dev.mandate.verifier;

import java.util.Arrays;

/**
 * A checkpoint (C2SP tlog-checkpoint): a ledger's size and root, signed.
 *
 * @param note what carries it
 */
record TreeHead(String origin, long size, String root, Note note) {

    static TreeHead parse(Note note) {
        var lines = note.text().split("\n", -1);
        if (lines.length < 4 || lines[0].isEmpty() || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
            throw new IllegalArgumentException("not a checkpoint: origin, size and root");
        }
        Hashes.ofBase64(lines[2]);
        return new TreeHead(lines[0], Long.parseLong(lines[1]), lines[2], note);
    }

    boolean sameTree(TreeHead other) {
        return origin.equals(other.origin) && size == other.size && root.equals(other.root);
    }

    boolean hasRoot(byte[] other) {
        return Arrays.equals(Hashes.ofBase64(root), other);
    }
}
