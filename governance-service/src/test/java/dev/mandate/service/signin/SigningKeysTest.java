package dev.mandate.service.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.service.api.Callers;
import dev.mandate.service.directory.TestingDirectory;
import dev.mandate.service.fleet.TestingAgents;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.ledger.TestingLedger;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;

class SigningKeysTest {
    private static final LedgerActor GRACE = new LedgerActor("operator", "grace", "host-operator");
    private static final Issuer HERE = new Issuer("http://localhost");

    @TempDir
    private Path folder;

    private final TestingClock clock = new TestingClock(TestingLedger.NOON);

    @SuppressWarnings("NullAway.Init")
    private TestingDatabase database;

    @SuppressWarnings("NullAway.Init")
    private TestingLedger ledger;

    @SuppressWarnings("NullAway.Init")
    private SigningKeys keys;

    @BeforeEach
    void open() {
        database = TestingDatabase.create();
        ledger = TestingLedger.over(database, folder, clock, List.of());
        keys = node(folder);
    }

    private SigningKeys node(Path data) {
        return new SigningKeys(
                new SigningKeyStore(database.queries()),
                new Sealing(LedgerSettings.in(data, List.of())),
                ledger.api(),
                clock,
                database.transactions());
    }

    private void tidy() {
        database.transactions().inOne(() -> {
            keys.tidy();
            return keys;
        });
    }

    @Test
    void aKeyIsMadeOnceAndKnownToEachNodeOfTheFolder() {
        ECKey key = keys.inForce();
        assertThat(keys.inForce()).isEqualTo(key);
        assertThat(node(folder).inForce()).isEqualTo(key);
        assertThat(keys.published().getKeys()).hasSize(1).noneMatch(one -> one.isPrivate());
    }

    @Test
    void whatIsSealedForOneRowOpensForNoOther() {
        ECKey first = keys.inForce();
        keys.rotate(GRACE);
        ECKey second = keys.inForce();
        database.queries().execute("""
                update signin.signing_key one set sealed = other.sealed
                from signin.signing_key other where one.id <> other.id""");
        assertThat(second).isNotEqualTo(first);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> keys.inForce())
                .withMessageContaining("sealed for another place");
    }

    @Test
    void aChangedByteDoesNotOpen() {
        keys.inForce();
        database.queries().execute("update signin.signing_key set sealed = left(sealed, -4) || 'AAAA'");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> keys.inForce());
    }

    @Test
    void withoutItsFileNothingOpensAndNothingIsMadeInItsPlace() throws Exception {
        keys.inForce();
        Path file = folder.resolve("keys/sealing.keys");
        Files.delete(file);
        SigningKeys again = node(folder);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(again::inForce)
                .withMessageContaining("restore it from its backup");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> again.rotate(GRACE));
        assertThat(file).doesNotExist();
        Path elsewhere = Files.createTempDirectory(folder, "node");
        new Sealing(LedgerSettings.in(elsewhere, List.of())).begin();
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> node(elsewhere).inForce())
                .withMessageContaining("copy it from the first node");
        String made = again.forget(GRACE);
        assertThat(again.inForce().getKeyID()).isEqualTo(made);
    }

    @Test
    void anotherSealingKeyKeepsTheKeysAndLeavesNothingOfTheOneBefore() throws Exception {
        ECKey key = keys.inForce();
        List<String> before = Files.readAllLines(folder.resolve("keys/sealing.keys"));
        keys.seal(GRACE);
        assertThat(Files.readAllLines(folder.resolve("keys/sealing.keys")))
                .hasSize(1)
                .isNotEqualTo(before);
        assertThat(node(folder).inForce()).isEqualTo(key);
    }

    @Test
    void aKeyOfAMonthIsReplacedAndThenForgotten() {
        String first = keys.inForce().getKeyID();
        clock.advance(SigningKeys.IN_FORCE);
        tidy();
        assertThat(keys.inForce().getKeyID()).isEqualTo(first);
        clock.advance(Duration.ofMinutes(1));
        tidy();
        assertThat(keys.inForce().getKeyID()).isNotEqualTo(first);
        assertThat(keys.byId(first)).isPresent();
        clock.advance(SigningKeys.RETIRED);
        tidy();
        assertThat(keys.byId(first)).isEmpty();
    }

    @Test
    void aTokenEndsByTheClockOfTheServiceAndRefusedOnesAreCounted() throws Exception {
        var tokens = new AccessTokens(keys, clock);
        String token = tokens.sign(
                HERE,
                new JWTClaimsSet.Builder()
                        .subject("x")
                        .claim(AccessTokens.CLIENT_ID, "x")
                        .build());
        assertThat(tokens.read(HERE, token)).isPresent();
        assertThat(tokens.read(new Issuer("http://127.0.0.1"), token)).isEmpty();
        clock.advance(AccessTokens.LIFETIME);
        assertThat(tokens.read(HERE, token)).isEmpty();

        var directory = TestingDirectory.api(database, folder.resolve("directory"));
        var clients = new ClientApi(
                new ClientStore(database.queries()),
                TestingAgents.api(database, ledger.api(), clock),
                directory,
                ledger.api(),
                clock,
                database.transactions());
        Callers callers = new TestingCallers();
        var sessions = new Sessions(
                new SessionStore(database.queries()),
                directory,
                callers,
                SignInSettings.NONE,
                ledger.api(),
                clock,
                database.transactions());
        var bearers = new Bearers(
                tokens,
                new DpopProofs(new DpopProofStore(database.queries()), clock, database.transactions()),
                sessions,
                clients,
                directory,
                callers,
                new SameOrigin(SignInSettings.NONE),
                SignInSettings.NONE,
                ledger.api(),
                database.transactions());
        var request = new MockHttpServletRequest();
        request.addHeader("Host", "localhost");
        ledger.api().advance();
        long before = ledger.api().advance().size();
        assertThat(bearers.recognise(request, token, InetAddress.getByName("192.0.2.7")))
                .isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(ledger.api().advance().size()).isEqualTo(before + 1);
    }
}
