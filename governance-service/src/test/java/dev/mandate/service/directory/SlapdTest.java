package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.unboundid.ldap.sdk.ModificationType;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.directory.LdapSettings.Bind;
import dev.mandate.service.directory.LdapSettings.Reach;
import dev.mandate.service.directory.SourceException.Code;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On Debian's OpenLDAP: {@code apt-get install slapd}. */
class SlapdTest extends RealDirectoryContract<TestingSlapd> {
    @Override
    TestingSlapd start() {
        return TestingSlapd.start();
    }

    @Override
    String stranger() {
        return TestingSlapd.READER;
    }

    @Test
    void aLockThatWrongPasswordsCauseSuspendsNobody() {
        String nora = directory().person("nora");
        directory().lock(nora, "20260101000000Z");
        assertThat(person(directory().read(), "nora").state()).isEqualTo(SubjectState.ACTIVE);
    }

    @Test
    void aWrongPasswordIsToldAsSuch() {
        LdapSettings settings = RealDirectory.settings(
                LdapKind.OPENLDAP,
                new Reach(List.of("ldap://127.0.0.1:" + directory().port()), false, false, null),
                new Bind(TestingSlapd.READER, "wrong"),
                TestingSlapd.PEOPLE,
                TestingSlapd.GROUPS);
        try (var source = new LdapSource(settings, SourceLimits.DEFAULT, Source.EVERY)) {
            assertThatExceptionOfType(SourceException.class)
                    .isThrownBy(source::read)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(Code.CREDENTIALS_REFUSED));
        }
    }

    /** What a reader may have at once is no limit of what it may have in pages, unless the server says so. */
    @ParameterizedTest
    @CsvSource({"unlimited, true", "hard, false"})
    void isNeverShortWhereTheReadersLimitIsSmall(String inPages, boolean complete) {
        String limits =
                "limits dn.exact=\"" + TestingSlapd.READER + "\" size.soft=5 size.hard=5 size.prtotal=" + inPages;
        try (TestingSlapd small = TestingSlapd.start(limits, null)) {
            for (int number = 0; number < 12; number++) {
                small.person("p" + number);
            }
            if (complete) {
                assertThat(small.read().people()).hasSize(12);
            } else {
                assertThatExceptionOfType(SourceException.class)
                        .isThrownBy(small::read)
                        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.CUT_SHORT))
                        .withMessageContaining("raise the reading account's limits");
            }
        }
    }

    @Test
    void aGroupKeepsItsIdWhenItsMembersChange() {
        String group = directory().group("steady", directory().person("otto"));
        String before = group(directory().read(), "steady").externalId();
        directory().change(group, ModificationType.ADD, "member", directory().person("paul"));
        assertThat(group(directory().read(), "steady").externalId()).isEqualTo(before);
    }
}
