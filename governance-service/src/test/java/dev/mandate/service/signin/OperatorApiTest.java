package dev.mandate.service.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.service.ledger.TestingLedger;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import java.net.InetAddress;
import java.nio.file.Path;
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
        operators = new OperatorApi(
                new OperatorStore(database.queries()),
                TestingLedger.over(database, folder).api(),
                new TestingClock(TestingLedger.NOON),
                database.transactions());
    }

    @Test
    void recognisesAnOperatorByTheToken() {
        String token = operators.add("grace", "grace.h", ROOT);
        assertThat(operators.recognise(token)).map(Caller::name).contains("grace");
        assertThat(operators.of("grace.h")).map(Caller::name).contains("grace");
        assertThat(operators.recognise(token + "x")).isEmpty();
        assertThat(operators.recognise("")).isEmpty();
    }

    @Test
    void takesNoTokenOfOneWhoWasEnded() {
        String token = operators.add("grace", null, ROOT);
        operators.end("grace", ROOT);
        assertThat(operators.recognise(token)).isEmpty();
        assertThatThrownBy(() -> operators.end("grace", ROOT)).hasMessageContaining("no operator grace");
    }

    @Test
    void givesANameAndAnOsUserOnce() {
        operators.add("grace", "g", ROOT);
        assertThatThrownBy(() -> operators.add("grace", null, ROOT)).hasMessageContaining("already");
        assertThatThrownBy(() -> operators.add("ada", "g", ROOT)).hasMessageContaining("operating-system user g");
        assertThatThrownBy(() -> operators.add("=cmd", null, ROOT)).hasMessageContaining("1 to 63");
        assertThat(operators.all()).extracting(Operator::name).containsExactly("grace");
    }

    @Test
    void aReadersTokenOnlyReads() {
        Caller reader = operators
                .recognise(operators.admitReader("me"), InetAddress.getLoopbackAddress())
                .orElseThrow();
        assertThat(reader.permissions()).containsExactly(Caller.Permission.READ);
        assertThat(operators.recognise("nobody's", InetAddress.getLoopbackAddress()))
                .isEmpty();
    }
}
