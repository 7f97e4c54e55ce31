package dev.mandate.model.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The vectors are those of the Certificate Transparency reference implementation. */
class MerkleTreeTest {
    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private static final NaiveTree VECTOR = new NaiveTree(Stream.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .map(hex -> MerkleTree.leafHash(HexFormat.of().parseHex(hex)))
            .toList());

    private final MerkleTree tree = MerkleTree.over(VECTOR);

    @Test
    void hasTheRootsOfTheVectors() {
        for (var size = 0; size < ROOTS.size(); size++) {
            assertThat(tree.root(size).hex()).isEqualTo(ROOTS.get(size));
            assertThat(VECTOR.first(size).root().hex()).isEqualTo(ROOTS.get(size));
        }
        assertThat(MerkleTree.emptyRoot().hex()).isEqualTo(ROOTS.getFirst());
    }

    @Test
    void hasTheInclusionProofsOfTheVectors() {
        assertThat(tree.inclusion(0, 1)).isEmpty();
        assertThat(tree.inclusion(0, 8))
                .extracting(Sha256::hex)
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertThat(tree.inclusion(5, 8))
                .extracting(Sha256::hex)
                .containsExactly(
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
        assertThat(tree.inclusion(2, 3)).extracting(Sha256::hex).containsExactly(ROOTS.get(2));
    }

    @Test
    void hasTheConsistencyProofsOfTheVectors() {
        assertThat(tree.consistency(1, 1)).isEmpty();
        assertThat(tree.consistency(0, 8)).isEmpty();
        assertThat(tree.consistency(1, 8))
                .extracting(Sha256::hex)
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertThat(tree.consistency(6, 8))
                .extracting(Sha256::hex)
                .containsExactly(
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
        assertThat(tree.consistency(2, 5))
                .extracting(Sha256::hex)
                .containsExactly(
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
    }

    @Test
    void provesEveryLeafAndEveryOlderTree() {
        for (var size = 1; size <= 70; size++) {
            var naive = numbered(size);
            var some = MerkleTree.over(naive);
            var root = naive.root();
            for (var i = 0; i < size; i++) {
                assertThat(NaiveTree.included(naive.leaves().get(i), i, size, some.inclusion(i, size), root))
                        .isTrue();
            }
            for (var old = 0; old <= size; old++) {
                var oldRoot = naive.first(old).root();
                assertThat(NaiveTree.consistent(old, size, some.consistency(old, size), oldRoot, root))
                        .isTrue();
            }
        }
    }

    @Test
    void aProofOfSomethingElseDoesNotHold() {
        var naive = numbered(37);
        var some = MerkleTree.over(naive);
        var root = naive.root();
        for (var i = 0; i < 37; i++) {
            var other = naive.leaves().get((i + 1) % 37);
            assertThat(NaiveTree.included(other, i, 37, some.inclusion(i, 37), root))
                    .isFalse();
        }
        for (var old = 1; old < 37; old++) {
            var forged = naive.first(old - 1).root();
            assertThat(NaiveTree.consistent(old, 37, some.consistency(old, 37), forged, root))
                    .isFalse();
        }
    }

    @Test
    void peaksAndCoverMakeUpTheTree() {
        var seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (var round = 0; round < 300; round++) {
            var size = random.nextInt(1, 200);
            var begin = random.nextInt(0, size + 1);
            var naive = numbered(size);
            var some = MerkleTree.over(naive);
            assertThat(foldRight(some.peaks(size)))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(naive.root());
            assertThat(some.cover(0, size)).isEqualTo(some.peaks(size));
            assertThat(some.cover(begin, begin)).isEmpty();
            assertThat(rebuilt(some.peaks(begin), begin, some.cover(begin, size), size))
                    .as("seed %d, round %d, from %d of %d", seed, round, begin, size)
                    .isEqualTo(naive.root());
        }
    }

    private static Sha256 foldRight(List<Sha256> peaks) {
        var root = peaks.getLast();
        for (var i = peaks.size() - 2; i >= 0; i--) {
            root = MerkleTree.nodeHash(peaks.get(i), root);
        }
        return root;
    }

    /** Adds complete subtrees to a row of peaks, joining neighbours of one width. */
    private static Sha256 rebuilt(List<Sha256> peaks, long begin, List<Sha256> cover, long size) {
        var hashes = new ArrayList<>(peaks);
        var widths = new ArrayList<Long>();
        for (var at = 0L; at < begin; at += widths.getLast()) {
            widths.add(Long.highestOneBit(begin - at));
        }
        var at = begin;
        for (var hash : cover) {
            var width = Math.min(at == 0 ? Long.MAX_VALUE : Long.lowestOneBit(at), Long.highestOneBit(size - at));
            at += width;
            var joined = hash;
            while (!widths.isEmpty() && widths.getLast() == width) {
                joined = MerkleTree.nodeHash(hashes.removeLast(), joined);
                width += widths.removeLast();
            }
            hashes.add(joined);
            widths.add(width);
        }
        return foldRight(hashes);
    }

    @Test
    void refusesPositionsOutsideTheTree() {
        assertThatIllegalArgumentException().isThrownBy(() -> tree.inclusion(8, 8));
        assertThatIllegalArgumentException().isThrownBy(() -> tree.inclusion(-1, 8));
        assertThatIllegalArgumentException().isThrownBy(() -> tree.consistency(9, 8));
        assertThatIllegalArgumentException().isThrownBy(() -> tree.root(-1));
    }

    static NaiveTree numbered(int size) {
        return new NaiveTree(LongStream.range(0, size)
                .mapToObj(i -> MerkleTree.leafHash(
                        ByteBuffer.allocate(Long.BYTES).putLong(i).array()))
                .toList());
    }
}
