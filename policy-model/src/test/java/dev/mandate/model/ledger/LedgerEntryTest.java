package dev.mandate.model.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandate.model.ledger.LedgerEvent.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerEntryTest {
    private static final Instant AT = Instant.parse("2026-03-01T08:30:00.123456789Z");
    private static final EntryId ID = EntryId.of(AT, 0x123, 0x4567);
    private static final LedgerEvent PUBLISHED = LedgerEvent.done(
            new LedgerActor("operator", "ada", "host-operator"),
            ActionCode.of("policy.published"),
            new LedgerObject("policy", "default"));

    @Test
    void aPlainEntryLeavesOutWhatIsAbsent() {
        assertThat(text(new LedgerEntry(ID, AT, PUBLISHED)))
                .isEqualTo("{\"action\":\"policy.published\","
                        + "\"actor\":{\"assurance\":\"host-operator\",\"id\":\"ada\",\"kind\":\"operator\"},"
                        + "\"at\":\"2026-03-01T08:30:00.123456Z\",\"format\":1,"
                        + "\"id\":\"019ca884-c7bb-7123-8000-000000004567\","
                        + "\"object\":{\"id\":\"default\",\"kind\":\"policy\"},\"outcome\":\"done\"}");
    }

    @Test
    void aFullEntryHasEverything() {
        var event = PUBLISHED
                .ending(Outcome.FAILED)
                .because(List.of(ID))
                .under(12)
                .changing(Optional.of(Sha256.digest()), Optional.of(MerkleTree.leafHash(new byte[0])))
                .with(Map.of("roles", JsonValue.number(3)));
        assertThat(text(new LedgerEntry(ID, Instant.parse("2026-03-01T08:30:00Z"), event)))
                .isEqualTo(
                        "{\"action\":\"policy.published\","
                                + "\"actor\":{\"assurance\":\"host-operator\",\"id\":\"ada\",\"kind\":\"operator\"},"
                                + "\"after\":\"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d\","
                                + "\"at\":\"2026-03-01T08:30:00.000000Z\","
                                + "\"before\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\","
                                + "\"causes\":[\"019ca884-c7bb-7123-8000-000000004567\"],\"details\":{\"roles\":3},\"format\":1,"
                                + "\"id\":\"019ca884-c7bb-7123-8000-000000004567\","
                                + "\"object\":{\"id\":\"default\",\"kind\":\"policy\"},\"outcome\":\"failed\",\"policy_version\":12}");
    }

    private static String text(LedgerEntry entry) {
        var bytes = entry.bytes();
        assertThat(CanonicalJson.parseCanonical(bytes)).isEqualTo(entry.json());
        return new String(bytes, UTF_8);
    }

    @Test
    void refusesAnEntryThatIsTooLong() {
        var event = PUBLISHED.with(Map.of("text", JsonValue.text("x".repeat(LedgerEntry.MAX_BYTES))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LedgerEntry(ID, AT, event).bytes())
                .withMessageContaining("policy.published");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Policy",
                "policy.",
                ".policy",
                "policy..published",
                "policy published",
                "a-",
                "policy_published"
            })
    void refusesOddActions(String action) {
        assertThatIllegalArgumentException().isThrownBy(() -> ActionCode.of(action));
    }

    @Test
    void refusesActorsAndObjectsWithoutAnId() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LedgerActor("operator", " ", "session"));
        assertThatIllegalArgumentException().isThrownBy(() -> new LedgerActor("Operator", "ada", "session"));
        assertThatIllegalArgumentException().isThrownBy(() -> new LedgerObject("policy", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> PUBLISHED.under(0));
    }

    @Test
    void idsSortByTimeThenByCounter() {
        var seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (var i = 0; i < 10_000; i++) {
            var millis = random.nextLong(1L << 48);
            var high = random.nextLong();
            var low = random.nextLong();
            var id = EntryId.of(Instant.ofEpochMilli(millis), high, low);
            assertThat(id.time()).as("seed %d", seed).isEqualTo(Instant.ofEpochMilli(millis));
            assertThat(EntryId.of(id.toString())).as("seed %d", seed).isEqualTo(id);
            var other = EntryId.of(Instant.ofEpochMilli(random.nextLong(1L << 48)), high, low);
            assertThat(Integer.signum(id.compareTo(other)))
                    .as("seed %d", seed)
                    .isEqualTo(Integer.signum(id.toString().compareTo(other.toString())))
                    .isEqualTo(id.time().compareTo(other.time()));
        }
        assertThat(EntryId.of(AT, 1, 9)).isLessThan(EntryId.of(AT, 2, 0));
        assertThat(EntryId.of(AT, 1, 1L << 61)).isGreaterThan(EntryId.of(AT, 1, 5));
    }

    @Test
    void refusesIdsOfOtherVersionsAndSpellings() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EntryId(UUID.randomUUID()));
        assertThatIllegalArgumentException().isThrownBy(() -> EntryId.of("019CA884-C7BB-7123-8000-000000004567"));
        assertThatIllegalArgumentException().isThrownBy(() -> EntryId.of(Instant.ofEpochMilli(-1), 0, 0));
    }

    @Test
    void aCommitmentBindsToSaltAndValue() {
        var salt = new byte[Commitment.SALT_LENGTH];
        var commitment = Commitment.to(salt, "Ann Lee");
        assertThat(commitment.digest()).isEqualTo(Sha256.digest(salt, "Ann Lee".getBytes(UTF_8)));
        assertThat(commitment).isNotEqualTo(Commitment.to(salt, "Ann Leo"));
        salt[31] = 1;
        assertThat(commitment).isNotEqualTo(Commitment.to(salt, "Ann Lee"));
        assertThat(CanonicalJson.text(commitment.json())).isEqualTo("{\"commitment\":\"" + commitment.digest() + "\"}");
        assertThatIllegalArgumentException().isThrownBy(() -> Commitment.to(new byte[16], "Ann Lee"));
    }
}
