package dev.mandate.service.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.ledger.TestingLedger;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** F16: the key of the data folder, which seals what the store keeps. */
class SealingKeysTest {
    private static final LedgerActor GRACE = new LedgerActor("operator", "grace", "host-operator");
    private static final Issuer HERE = new Issuer("http://localhost");
    private static final int ROTATIONS = 12;

    @TempDir
    private Path folder;

    private final TestingClock clock = new TestingClock(TestingLedger.NOON);

    @SuppressWarnings("NullAway.Init")
    private TestingDatabase database;

    @SuppressWarnings("NullAway.Init")
    private TestingLedger ledger;

    @BeforeEach
    void open() {
        database = TestingDatabase.create();
        ledger = TestingLedger.over(database, folder, clock, List.of());
    }

    /** One that has opened nothing yet. */
    private SigningKeys node() {
        return new SigningKeys(
                new SigningKeyStore(database.queries()),
                new Sealing(LedgerSettings.in(folder, List.of())),
                ledger.api(),
                clock,
                database.transactions());
    }

    private Path file() {
        return folder.resolve("keys/sealing.keys");
    }

    private String token(SigningKeys keys) {
        return new AccessTokens(keys, clock)
                .sign(
                        HERE,
                        new JWTClaimsSet.Builder()
                                .subject("x")
                                .claim(AccessTokens.CLIENT_ID, "x")
                                .build());
    }

    private boolean isGood(SigningKeys keys, String token) {
        return new AccessTokens(keys, clock).read(HERE, token).isPresent();
    }

    /**
     * Two nodes seal anew and make keys while others sign and read with nothing opened yet: no request fails, and when all are done
     * everything opens by the one key that is left.
     */
    @Test
    void requestsGoOnWhileKeysRotate() throws Exception {
        SigningKeys one = node();
        SigningKeys other = node();
        var signed = new ConcurrentLinkedQueue<>(List.of(token(one)));
        List<Callable<Boolean>> rotations = List.of(
                () -> {
                    one.seal(GRACE);
                    return true;
                },
                () -> {
                    other.seal(GRACE);
                    return true;
                },
                () -> {
                    one.rotate(GRACE);
                    return true;
                },
                () -> !other.rotate(GRACE).isEmpty());
        try (var threads = Executors.newFixedThreadPool(8)) {
            var rotating = new ArrayList<Future<?>>();
            for (Callable<Boolean> rotation : rotations) {
                rotating.add(threads.submit(() -> {
                    for (int i = 0; i < ROTATIONS; i++) {
                        rotation.call();
                    }
                    return true;
                }));
            }
            var asking = new ArrayList<Future<Integer>>();
            for (SigningKeys warm : List.of(one, other, one, other)) {
                asking.add(threads.submit(() -> {
                    int asked = 0;
                    while (rotating.stream().anyMatch(future -> !future.isDone())) {
                        String token = token(node());
                        assertThat(isGood(warm, token)).isTrue();
                        assertThat(isGood(node(), token(warm))).isTrue();
                        assertThat(node().published().getKeys()).isNotEmpty();
                        signed.add(token);
                        asked++;
                    }
                    return asked;
                }));
            }
            for (Future<?> done : rotating) {
                done.get();
            }
            for (Future<Integer> done : asking) {
                assertThat(done.get()).isPositive();
            }
        }
        assertThat(Files.readAllLines(file())).as("what is left of older keys").hasSize(1);
        SigningKeys fresh = node();
        assertThat(fresh.published().getKeys()).hasSize(2 * ROTATIONS + 1);
        assertThat(signed).hasSizeGreaterThan(4).allMatch(token -> isGood(fresh, token));
        assertThat(database.queries()
                        .fetch("select sealed from signin.signing_key")
                        .getValues(0, String.class))
                .allMatch(kept -> kept.split("[.]").length == 5)
                .noneMatch(kept -> kept.contains("\"d\""));
    }

    @Test
    void aKeyIsMadeAtRandomAndForNobodyElse() throws IOException {
        assertThat(file()).doesNotExist();
        token(node());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        List<String> first = Files.readAllLines(file());
        Files.delete(file());
        new Sealing(LedgerSettings.in(folder, List.of())).begin();
        assertThat(Files.readAllLines(file())).hasSize(1).isNotEqualTo(first);
    }

    /** Nothing of it, what somebody typed, samples that everybody has, and files of another sort. */
    static Stream<String> wrong() {
        byte[] counting = new byte[32];
        IntStream.range(0, 32).forEach(i -> counting[i] = (byte) i);
        byte[] letters = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        return Stream.of(
                "",
                "\n",
                "changeit\n",
                "A".repeat(43) + "\n",
                "_".repeat(43) + "\n",
                encoded(counting) + "\n",
                encoded(letters) + "\n",
                "A".repeat(42) + "\n",
                "A".repeat(44) + "\n",
                "{\"kty\": \"oct\"}\n",
                "\n".repeat(20_000));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aKeyThatAnybodyMayHaveIsNotTaken(String text) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), text);
        refuses(text);
        // And neither beside a right one, in either place.
        Files.delete(file());
        new Sealing(LedgerSettings.in(folder, List.of())).begin();
        String right = Files.readString(file());
        for (String both : List.of(right + text, text + right)) {
            if (!text.isEmpty()) {
                Files.writeString(file(), both);
                refuses(both);
            }
        }
        Files.writeString(file(), text);
        String made = node().forget(GRACE);
        assertThat(node().inForce().getKeyID()).as("what the message says").isEqualTo(made);
    }

    private void refuses(String text) throws IOException {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> token(node()))
                .withMessageContaining("sealing.keys")
                .withMessageContaining("mandate signing-key rotate --forget")
                .satisfies(refused -> text.lines()
                        .filter(line -> line.length() > 1)
                        .forEach(line -> assertThat(refused.getMessage()).doesNotContain(line)));
        assertThat(Files.readString(file())).isEqualTo(text);
        assertThat(database.queries().fetch("select id from signin.signing_key"))
                .isEmpty();
    }
}
