package dev.mandate.service.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.service.ledger.TestingLedger;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorApiTest {
    private static final LedgerActor ROOT = new LedgerActor("host", "root", "operating-system");

    @TempDir
    private Path folder;

    private OperatorApi operators;

    @BeforeEach
    void open() {
        TestingDatabase database = TestingDatabase.create();
        var ledger = TestingLedger.over(database, folder).api();
        var clock = new TestingClock(TestingLedger.NOON);
        operators = new OperatorApi(
                new OperatorStore(database.queries()),
                new RecoveryApi(
                        new RecoveryStore(database.queries()),
                        new Tries(new TryStore(database.queries()), clock, database.transactions()),
                        ledger,
                        clock,
                        database.transactions()),
                ledger,
                clock,
                database.transactions());
    }

    private String add(String name, @Nullable String osUser) {
        var kept = new AtomicReference<String>();
        operators.add(name, osUser, ROOT, kept::set);
        return kept.get();
    }

    @Test
    void makesNoOperatorWhoseTokenCannotBeKept() {
        assertThatThrownBy(() -> operators.add("grace", null, ROOT, token -> {
                    throw new IllegalStateException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(operators.all()).isEmpty();
        assertThat(operators.recognise(add("grace", null))).isPresent();
    }

    @Test
    void recognisesAnOperatorByTheToken() {
        String token = add("grace", "grace.h");
        assertThat(operators.recognise(token)).map(Caller::name).contains("grace");
        assertThat(operators.of("grace.h")).map(Caller::name).contains("grace");
        assertThat(operators.recognise(token + "x")).isEmpty();
        assertThat(operators.recognise("")).isEmpty();
    }

    @Test
    void takesNoTokenOfOneWhoWasEnded() {
        String token = add("grace", null);
        operators.end("grace", ROOT);
        assertThat(operators.recognise(token)).isEmpty();
        assertThatThrownBy(() -> operators.end("grace", ROOT)).hasMessageContaining("no operator grace");
    }

    @Test
    void givesANameAndAnOsUserOnce() {
        add("grace", "g");
        assertThatThrownBy(() -> add("grace", null)).hasMessageContaining("already");
        assertThatThrownBy(() -> add("ada", "g")).hasMessageContaining("operating-system user g");
        assertThatThrownBy(() -> add("=cmd", null)).hasMessageContaining("1 to 63");
        assertThatThrownBy(() -> add("recovery", null)).hasMessageContaining("take another one");
        assertThat(operators.all()).extracting(Operator::name).containsExactly("grace");
    }

    @Test
    void aReadersTokenOnlyReads() {
        Caller reader = operators
                .recognise(operators.admitReader("me"), InetAddress.getLoopbackAddress())
                .orElseThrow();
        assertThat(Permission.values())
                .filteredOn(reader::may)
                .contains(Permission.ACCESS_READ)
                .doesNotContain(Permission.PLANS_APPLY, Permission.PERSONAL_EXPORT)
                .noneMatch(permission -> permission.name().matches("(POLICY|CHANGES)_(PUBLISH|APPROVE)"));
        assertThat(operators.recognise("nobody's", InetAddress.getLoopbackAddress()))
                .isEmpty();
    }
}
