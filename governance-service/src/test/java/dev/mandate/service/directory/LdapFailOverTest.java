package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.unboundid.ldap.sdk.ResultCode;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.Subject;
import dev.mandate.service.directory.FaultyLdap.EndsOnPage;
import dev.mandate.service.directory.FaultyLdap.None;
import dev.mandate.service.directory.SilentServer.Silence;
import dev.mandate.service.directory.SourceException.Code;
import dev.mandate.service.directory.TestingLdap.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several servers with one content; they differ here so that it shows which was read. */
class LdapFailOverTest {
    private final FaultyLdap faults = new FaultyLdap();
    private TestingLdap first;
    private TestingLdap second;

    @BeforeEach
    void start() throws Exception {
        first = TestingLdap.plain(faults);
        first.people("a1", "a2", "a3", "a4", "a5");
        second = TestingLdap.plain();
        second.people("b1", "b2", "b3", "b4", "b5");
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private static Settings settings(int... ports) {
        var settings = new Settings("ldap://127.0.0.1:" + ports[0]);
        settings.others = Arrays.stream(ports)
                .skip(1)
                .mapToObj(port -> "ldap://127.0.0.1:" + port)
                .toList();
        return settings;
    }

    private static List<String> names(SourceReading reading) {
        return reading.people().stream()
                .map(person -> person.attributes().getOrDefault(Subject.USERNAME, ""))
                .sorted()
                .toList();
    }

    @Test
    void readsTheFirstWhereItAnswers() {
        SourceReading reading = settings(first.port(), second.port()).read();
        assertThat(names(reading)).containsExactly("a1", "a2", "a3", "a4", "a5");
        assertThat(reading.remarks()).isEmpty();
    }

    @Test
    void readsTheNextWhereOneIsDownAndTellsIt() {
        int gone = first.port();
        first.close();
        SourceReading reading = settings(gone, second.port()).read();
        assertThat(names(reading)).containsExactly("b1", "b2", "b3", "b4", "b5");
        assertThat(reading.remarks()).singleElement().satisfies(remark -> {
            assertThat(remark.code()).isEqualTo(FindingCode.SERVER_DOWN);
            assertThat(remark.message()).contains("cannot connect to 127.0.0.1:" + gone);
        });
    }

    @Test
    void readsTheNextWhereOneHangs() throws Exception {
        try (var silent = new SilentServer(Silence.BEFORE_THE_BIND)) {
            Settings settings = settings(silent.port(), second.port());
            settings.timeout = Duration.ofMillis(400);
            assertThat(names(settings.read())).containsExactly("b1", "b2", "b3", "b4", "b5");
        }
    }

    @Test
    void neverMixesTwoServers() {
        faults.set(new EndsOnPage(2, ResultCode.UNAVAILABLE));
        assertThat(names(settings(first.port(), second.port()).read())).containsExactly("b1", "b2", "b3", "b4", "b5");
    }

    @Test
    void staysWithTheOneThatWorksUntilItDoesNot() {
        faults.set(new EndsOnPage(2, ResultCode.UNAVAILABLE));
        try (LdapSource source = settings(first.port(), second.port()).source()) {
            assertThat(names(source.read())).contains("b1");
            faults.set(new None());
            assertThat(names(source.read())).contains("b1");
            second.close();
            assertThat(names(source.read())).contains("a1");
        }
    }

    @Test
    void aRefusedPasswordIsNotTriedOnAllServers() {
        Settings settings = settings(first.port(), second.port());
        settings.password = "wrong and secret";
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(settings::read)
                .satisfies(e -> assertThat(e.code()).isEqualTo(Code.CREDENTIALS_REFUSED))
                .withMessageContaining("127.0.0.1:" + first.port())
                .satisfies(e -> assertThat(e.sentence()).doesNotContain("" + second.port()));
    }

    @Test
    void anAnswerInPartIsNotAskedElsewhere() {
        faults.set(new EndsOnPage(2, ResultCode.SIZE_LIMIT_EXCEEDED));
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(settings(first.port(), second.port())::read)
                .satisfies(e -> assertThat(e.code()).isEqualTo(Code.CUT_SHORT));
    }

    @Test
    void saysOfEveryServerWhyItCouldNotBeRead() throws Exception {
        int gone = first.port();
        first.close();
        try (var silent = new SilentServer(Silence.BEFORE_THE_BIND)) {
            Settings settings = settings(gone, silent.port());
            settings.timeout = Duration.ofMillis(300);
            assertThatExceptionOfType(SourceException.class)
                    .isThrownBy(settings::read)
                    .withMessageContaining("none of its 2 servers can be read: cannot connect to 127.0.0.1:")
                    .withMessageContaining("127.0.0.1:" + silent.port() + " did not answer within 300 ms");
        }
    }
}
