package dev.mandate.model.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Up to 256 hashes side by side; the bytes are the hashes one after the other, as C2SP tlog-tiles serves them. */
public record Tile(TileId id, List<Sha256> hashes) {
    public Tile {
        hashes = List.copyOf(hashes);
        if (hashes.size() != id.width()) {
            throw new IllegalArgumentException(id + " with " + hashes.size() + " hashes");
        }
    }

    public byte[] bytes() {
        var bytes = new byte[hashes.size() * Sha256.LENGTH];
        for (var i = 0; i < hashes.size(); i++) {
            hashes.get(i).copyTo(bytes, i * Sha256.LENGTH);
        }
        return bytes;
    }

    /** Reads what {@link #bytes} writes. */
    public static Tile of(TileId id, byte[] bytes) {
        return new Tile(id, hashes(bytes));
    }

    private static List<Sha256> hashes(byte[] bytes) {
        if (bytes.length % Sha256.LENGTH != 0) {
            throw new IllegalArgumentException("a tile of " + bytes.length + " bytes");
        }
        var hashes = new ArrayList<Sha256>(bytes.length / Sha256.LENGTH);
        for (var at = 0; at < bytes.length; at += Sha256.LENGTH) {
            hashes.add(Sha256.of(Arrays.copyOfRange(bytes, at, at + Sha256.LENGTH)));
        }
        return hashes;
    }

    /** The Merkle root of the hashes; for a full tile this is one hash of the tile above. */
    public Sha256 root() {
        return MerkleTree.over((level, index) -> subtree(hashes, level, (int) index))
                .root(hashes.size());
    }

    /** The root of 2^{@code level} of the {@code hashes}, the first of them {@code index} × 2^{@code level}. */
    static Sha256 subtree(List<Sha256> hashes, int level, int index) {
        if (level == 0) {
            return hashes.get(index);
        }
        return MerkleTree.nodeHash(subtree(hashes, level - 1, 2 * index), subtree(hashes, level - 1, 2 * index + 1));
    }
}
