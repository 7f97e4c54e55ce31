package dev.mandate.service.scim;

import static dev.mandate.service.scim.TestingScim.CORP;
import static dev.mandate.service.scim.TestingScim.HOST;
import static dev.mandate.service.scim.TestingScim.OTHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By what a provider is recognised. */
class TokensTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestingScim scim;

    @BeforeEach
    void open() {
        scim = TestingScim.over(DATABASE, data);
    }

    @Test
    void aTokenIsOfOneSource() {
        String token = scim.token(CORP, DAY, null);

        assertThat(scim.isTaken(CORP, token)).isTrue();
        assertThat(scim.isTaken(OTHER, token)).isFalse();
        assertThat(scim.isTaken(SourceId.of("nothing"), token)).isFalse();
        for (String wrong : new String[] {"", token + "x", token.substring(1), "x".repeat(43), "x".repeat(100_000)}) {
            assertThat(scim.isTaken(CORP, wrong)).isFalse();
        }
    }

    @Test
    void aTokenEndsInTimeOrBefore() {
        String token = scim.token(CORP, DAY, null);
        UUID id = scim.tokens.all(CORP).getFirst().id();

        scim.clock.advance(DAY.minusSeconds(1));
        assertThat(scim.isTaken(CORP, token)).isTrue();
        scim.clock.advance(Duration.ofSeconds(1));
        assertThat(scim.isTaken(CORP, token)).isFalse();

        String second = scim.token(CORP, DAY, null);
        UUID other = scim.tokens.all(CORP).getLast().id();
        assertThatThrownBy(() -> scim.tokens.end(OTHER, other, HOST)).isInstanceOf(Problem.class);
        assertThat(scim.isTaken(CORP, second)).isTrue();
        scim.tokens.end(CORP, other, HOST);
        assertThat(scim.isTaken(CORP, second)).isFalse();
        assertThatThrownBy(() -> scim.tokens.end(CORP, other, HOST)).hasMessageContaining("has no token");
        assertThat(id).isNotEqualTo(other);
    }

    @Test
    void theNextTokenOverlapsWithTheLast() {
        String old = scim.token(CORP, Duration.ofDays(90), null);
        String next = scim.token(CORP, Duration.ofDays(90), DAY);
        String others = scim.token(OTHER, Duration.ofDays(90), null);

        assertThat(scim.isTaken(CORP, old)).isTrue();
        assertThat(scim.isTaken(CORP, next)).isTrue();
        scim.clock.advance(DAY);
        assertThat(scim.isTaken(CORP, old)).isFalse();
        assertThat(scim.isTaken(CORP, next)).isTrue();
        assertThat(scim.isTaken(OTHER, others)).isTrue();
        assertThat(scim.entries("source.token-made")).hasSize(3);
        assertThat(scim.entries("source.token-ended")).hasSize(1);
    }

    @Test
    void onlyTheHashIsKeptAndTheLedgerHasTheIdAlone() {
        String token = scim.token(CORP, DAY, null);
        scim.isTaken(CORP, token);

        String stored =
                DATABASE.queries().fetch("select t::text from scim.token t").formatJSON();
        assertThat(stored).doesNotContain(token);
        assertThat(DATABASE.queries()
                        .fetch("select encode(canonical, 'escape') from ledger.entry")
                        .formatJSON())
                .doesNotContain(token)
                .contains(scim.tokens.all(CORP).getFirst().id().toString());
        assertThat(scim.tokens.all(CORP).getFirst().toString()).doesNotContain(token);
        assertThat(scim.recognised(CORP, token).toString()).doesNotContain(token);
    }

    @Test
    void itIsKnownWhenATokenWasUsed() {
        String token = scim.token(CORP, DAY, null);
        assertThat(scim.tokens.all(CORP).getFirst().used()).isNull();

        scim.isTaken(CORP, token);
        var first = scim.tokens.all(CORP).getFirst().used();
        assertThat(first).isEqualTo(scim.clock.now());
        scim.clock.advance(Duration.ofSeconds(30));
        scim.isTaken(CORP, token);
        assertThat(scim.tokens.all(CORP).getFirst().used()).isEqualTo(first);
        scim.clock.advance(Duration.ofSeconds(31));
        scim.isTaken(CORP, token);
        assertThat(scim.tokens.all(CORP).getFirst().used()).isEqualTo(scim.clock.now());
    }

    @Test
    void aTokenThatCannotBeShownIsNone() {
        assertThatThrownBy(() -> scim.tokens.make(CORP, DAY, null, HOST, token -> {
                    throw new IllegalStateException("no terminal");
                }))
                .hasMessage("no terminal");
        assertThat(scim.tokens.all(CORP)).isEmpty();
        assertThatThrownBy(() -> scim.token(CORP, Duration.ofDays(401), null)).hasMessageContaining("400 days");
        assertThatThrownBy(() -> scim.token(SourceId.of("ldap"), DAY, null)).hasMessageContaining("of the type scim");
    }
}
