package dev.mandate.model.ledger;

/**
 * The place of a tile in a C2SP tlog-tiles tree: 256 hashes side by side, at every eighth level of the Merkle tree.
 *
 * @param level 0 for leaf hashes; at level n each hash is the root of a full tile of level n - 1
 * @param index the position within the level, from 0
 * @param width how many hashes it has: 256 when full, fewer at the right edge
 */
public record TileId(int level, long index, int width) {
    public static final int HEIGHT = 8;
    public static final int FULL = 1 << HEIGHT;

    public TileId {
        if (level < 0 || level > 63 / HEIGHT || index < 0 || width < 1 || width > FULL) {
            throw new IllegalArgumentException("no tile at level " + level + ", index " + index + ", width " + width);
        }
    }

    /** The path that C2SP tlog-tiles gives it, for instance {@code tile/0/x001/x234/067} or {@code tile/1/000.p/17}. */
    public String path() {
        var path = new StringBuilder(threeDigits(index));
        for (var rest = index / 1000; rest > 0; rest /= 1000) {
            path.insert(0, "x" + threeDigits(rest) + "/");
        }
        path.insert(0, "tile/" + level + "/");
        if (width < FULL) {
            path.append(".p/").append(width);
        }
        return path.toString();
    }

    /** The position of its first hash, counted over the whole level. */
    public long first() {
        return index * FULL;
    }

    /** How many hashes the last tile of {@code level} has in a tree of {@code size} leaves; 0 if it is just full. */
    public static int partialWidth(int level, long size) {
        return (int) ((size >> (level * HEIGHT)) & (FULL - 1));
    }

    private static String threeDigits(long number) {
        var digits = Long.toString(number % 1000);
        return "0".repeat(3 - digits.length()) + digits;
    }
}
