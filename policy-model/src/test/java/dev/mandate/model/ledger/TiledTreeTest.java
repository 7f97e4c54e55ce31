package dev.mandate.model.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TiledTreeTest {
    private static final int SIZE = 66_000; // fills one tile of level 1

    private static final NaiveTree LEAVES = MerkleTreeTest.numbered(SIZE);

    @Test
    void hasTheRootOfTheDefinitionAtEverySize() {
        var tree = TiledTree.empty();
        assertThat(tree.root()).isEqualTo(MerkleTree.emptyRoot());
        for (var i = 0; i < 1_100; i++) {
            tree.append(LEAVES.leaves().get(i), (tile, root) -> {});
            assertThat(tree.root())
                    .as("size %d", i + 1)
                    .isEqualTo(LEAVES.first(i + 1).root());
        }
    }

    @Test
    void handsOverEachFullTileOnceAndGoesOnFromItsEdge() {
        var store = new StoredTiles();
        var tree = TiledTree.empty();
        for (var leaf : LEAVES.leaves()) {
            if (tree.size() % 997 == 0) {
                tree = TiledTree.of(tree.size(), store::unfinished);
            }
            tree.append(leaf, store::keep);
            store.leaves.add(leaf);
        }
        assertThat(tree.root()).isEqualTo(LEAVES.root());
        assertThat(store.full).hasSize(SIZE / 256 + SIZE / 65_536);
    }

    @Test
    void provesFromTilesWhatTheDefinitionProves() {
        var store = new StoredTiles();
        var tree = TiledTree.empty();
        for (var leaf : LEAVES.leaves()) {
            tree.append(leaf, store::keep);
            store.leaves.add(leaf);
        }
        var proofs = MerkleTree.over(new TileNodes(store::hashes));
        var seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (var round = 0; round < 20; round++) {
            var size = random.nextInt(1, SIZE + 1);
            var index = random.nextInt(size);
            var root = LEAVES.first(size).root();
            assertThat(proofs.root(size)).isEqualTo(root);
            assertThat(NaiveTree.included(LEAVES.leaves().get(index), index, size, proofs.inclusion(index, size), root))
                    .as("seed %d, leaf %d of %d", seed, index, size)
                    .isTrue();
            assertThat(NaiveTree.consistent(
                            index,
                            size,
                            proofs.consistency(index, size),
                            LEAVES.first(index).root(),
                            root))
                    .as("seed %d, %d to %d", seed, index, size)
                    .isTrue();
        }
    }

    @Test
    void refusesAnEdgeOfTheWrongWidth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TiledTree.of(
                        257,
                        unfinished -> List.of(
                                LEAVES.leaves().getFirst(), LEAVES.leaves().get(1))))
                .withMessageContaining("level 0 of a tree of 257 leaves has 1 hashes, not 2");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 256, tile/0/000",
        "0, 1234067, 256, tile/0/x001/x234/067",
        "0, 1000, 256, tile/0/x001/000",
        "1, 273, 17, tile/1/273.p/17",
        "5, 999999, 1, tile/5/x999/999.p/1",
    })
    void hasThePathOfTheSpecification(int level, long index, int width, String path) {
        assertThat(new TileId(level, index, width).path()).isEqualTo(path);
    }

    @Test
    void knowsTheWidthsOfTheSpecification() {
        assertThat(TileId.partialWidth(0, 70_000)).isEqualTo(112);
        assertThat(TileId.partialWidth(1, 70_000)).isEqualTo(17);
        assertThat(TileId.partialWidth(2, 70_000)).isEqualTo(1);
        assertThat(TileId.partialWidth(0, 256)).isZero();
        assertThat(TileId.partialWidth(1, 256)).isEqualTo(1);
    }

    /** Keeps leaves and the roots of full tiles, as the database does; all other hashes follow from them. */
    private static final class StoredTiles {
        private final List<Sha256> leaves = new ArrayList<>();
        private final Map<TileId, Sha256> full = new HashMap<>();

        void keep(TileId id, Sha256 root) {
            assertThat(full.put(id, root)).isNull();
        }

        List<Sha256> unfinished(TileId id) {
            return hashes(id.level(), id.first(), id.width());
        }

        List<Sha256> hashes(int level, long from, int count) {
            var hashes = new ArrayList<Sha256>();
            for (var at = from; at < from + count; at++) {
                hashes.add(level == 0 ? leaves.get((int) at) : root(new TileId(level - 1, at, TileId.FULL)));
            }
            return hashes;
        }

        private Sha256 root(TileId id) {
            return requireNonNull(full.get(id));
        }
    }
}
