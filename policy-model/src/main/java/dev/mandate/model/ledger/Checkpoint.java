package dev.mandate.model.ledger;

/**
 * What a ledger commits to: its first {@code size} leaves have the root {@code root}. The text is that of C2SP
 * tlog-checkpoint, without extension lines.
 *
 * @param origin which ledger; the name of its key
 */
public record Checkpoint(String origin, long size, Sha256 root) {
    public Checkpoint {
        VerifierKey.requireName(origin);
        if (size < 0) {
            throw new IllegalArgumentException("a checkpoint of " + size + " leaves");
        }
        if (size == 0 && !root.equals(MerkleTree.emptyRoot())) {
            throw new IllegalArgumentException("an empty tree with another root than that of the empty tree");
        }
    }

    /** The text to sign. */
    public String text() {
        return origin + "\n" + size + "\n" + root.base64() + "\n";
    }

    /** Reads exactly what {@link #text} writes. */
    public static Checkpoint parse(String text) {
        var lines = text.split("\n", -1);
        if (lines.length != 4 || !lines[3].isEmpty() || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
            throw new IllegalArgumentException("a checkpoint has three lines: origin, size, root");
        }
        return new Checkpoint(lines[0], Long.parseLong(lines[1]), Sha256.ofBase64(lines[2]));
    }
}
