package dev.mandate.model.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    /** From the documentation of golang.org/x/mod/sumdb/note. */
    private static final String PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String NEUMANN = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            \u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
            """;

    private static final Checkpoint CHECKPOINT =
            new Checkpoint("ledger.example/one", 8, MerkleTree.leafHash(new byte[] {1}));

    @Test
    void checksANoteThatAnotherProgramSigned() {
        var note = SignedNote.parse(NEUMANN);
        assertThat(VerifierKey.parse(PETER).format()).isEqualTo(PETER);
        assertThat(VerifierKey.parse(PETER).signed(note)).isTrue();
        assertThat(note.format()).isEqualTo(NEUMANN);
        var changed = new SignedNote(note.text().replace("answer", "reason"), note.signatures());
        assertThat(VerifierKey.parse(PETER).signed(changed)).isFalse();
    }

    @Test
    void hasTheTextOfTheSpecification() {
        var text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        var checkpoint = Checkpoint.parse(text);
        assertThat(checkpoint.size()).isEqualTo(20_852_163);
        assertThat(checkpoint.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "o\n",
                "o\n1\n",
                "o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
                "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
                "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
                "a b\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "o\n1\nAAAA\n",
                "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nmore\n",
                "o\n99999999999999999999\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "o\n0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
            })
    void refusesAnyOtherText(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.parse(text));
    }

    @Test
    void aSignedCheckpointReadsBackAndChecks() throws GeneralSecurityException {
        var pair = pair();
        var key = VerifierKey.of(CHECKPOINT.origin(), pair.getPublic());
        var note = SignedNote.parse(signed(pair, key).format());
        assertThat(VerifierKey.parse(key.format())).isEqualTo(key);
        assertThat(key.signed(note)).isTrue();
        assertThat(Checkpoint.parse(note.text())).isEqualTo(CHECKPOINT);
    }

    @Test
    void anotherKeyOfTheSameNameDoesNotCheck() throws GeneralSecurityException {
        var pair = pair();
        var note = signed(pair, VerifierKey.of(CHECKPOINT.origin(), pair.getPublic()));
        assertThat(VerifierKey.of(CHECKPOINT.origin(), pair().getPublic()).signed(note))
                .isFalse();
        assertThat(VerifierKey.of("ledger.example/two", pair.getPublic()).signed(note))
                .isFalse();
    }

    @Test
    void oneWrongSignatureOfTheKeyIsEnoughToRefuse() throws GeneralSecurityException {
        var pair = pair();
        var key = VerifierKey.of(CHECKPOINT.origin(), pair.getPublic());
        var right = signed(pair, key).signatures().getFirst();
        for (var wrong : List.of(new byte[64], new byte[63], new byte[1])) {
            var both = new SignedNote(CHECKPOINT.text(), List.of(right, SignedNote.Signature.of(key, wrong)));
            assertThat(key.signed(both)).isFalse();
        }
        var stranger = VerifierKey.of("witness.example", pair().getPublic());
        var known = new SignedNote(CHECKPOINT.text(), List.of(SignedNote.Signature.of(stranger, new byte[64]), right));
        assertThat(key.signed(known))
                .as("signatures by keys we do not know are passed over")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text\n",
                "text\n\n",
                "text\n\n- name AAAAAAAA\n",
                "text\n\n\u2014 name\n",
                "text\n\n\u2014 name AAAAAA==\n",
                "text\n\n\u2014 na+me AAAAAAAA\n",
                "text\n\n\u2014 name AAAAAAAA",
                "te\txt\n\n\u2014 name AAAAAAAA\n",
                "text\n\n\u2014 name AAAAAAAA\nmore\n",
                "text\n\n\u2014 name AAAA*AAA\n"
            })
    void refusesWhatIsNoNote(String note) {
        assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.parse(note));
    }

    @Test
    void readsSixteenSignaturesAndNotMore() {
        var line = "\u2014 name AAAAAAAA\n";
        assertThat(SignedNote.parse("text\n\n" + line.repeat(16)).signatures()).hasSize(16);
        assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.parse("text\n\n" + line.repeat(17)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "name",
                "name+c74f20a3",
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+AhpcSQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+ARpc"
            })
    void refusesWhatIsNoVerifierKey(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> VerifierKey.parse(line));
    }

    private static KeyPair pair() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static SignedNote signed(KeyPair pair, VerifierKey key) throws GeneralSecurityException {
        var signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(CHECKPOINT.text().getBytes(UTF_8));
        return new SignedNote(CHECKPOINT.text(), List.of(SignedNote.Signature.of(key, signer.sign())));
    }
}
