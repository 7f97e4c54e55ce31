package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.directory.LdapSettings.Bind;
import dev.mandate.service.directory.SourceException.Code;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On Debian's Samba as an Active Directory: {@code apt-get install samba-ad-dc samba-ad-provision}. */
class SambaTest extends RealDirectoryContract<TestingSamba> {
    @Override
    TestingSamba start() {
        return TestingSamba.start();
    }

    @Override
    boolean followsNames() {
        return true;
    }

    @Override
    String stranger() {
        return TestingSamba.READER;
    }

    @Test
    void aPrimaryGroupHasItsMembersThoughItListsNone() {
        String karl = directory().person("karl");
        String group = directory().group("engineers", karl, directory().person("lena"));
        directory().set(karl, "primaryGroupID", number(directory(), group));
        assertThat(directory().entry(group, "member").getAttributeValues("member"))
                .as("the server moved the member away")
                .doesNotContain(karl);
        assertThat(members(directory().read(), "engineers")).containsEntry("engineers", Set.of("karl", "lena"));
    }

    /** The last part of its SID. */
    static String number(TestingSamba samba, String group) {
        byte[] sid = Objects.requireNonNull(samba.entry(group, "objectSid").getAttributeValueBytes("objectSid"));
        return String.valueOf(
                ByteBuffer.wrap(sid).order(ByteOrder.LITTLE_ENDIAN).getInt(sid.length - 4));
    }

    @ParameterizedTest
    @CsvSource({
        "never-set, 0, ACTIVE",
        "for-ever, 9223372036854775807, ACTIVE",
        "in-2100, 157469184000000000, ACTIVE",
        "in-2020, 132223104000000000, SUSPENDED"
    })
    void anAccountThatExpiredIsSuspended(String name, String expires, SubjectState state) {
        directory().set(directory().person(name), "accountExpires", expires);
        assertThat(person(directory().read(), name).state()).isEqualTo(state);
    }

    @Test
    void aMemberFromAnotherDomainIsTold() {
        String group = directory().group("across", directory().person("mia"));
        directory().join(group, "CN=S-1-5-11,CN=ForeignSecurityPrincipals," + TestingSamba.BASE);
        SourceReading reading = directory().read();
        assertThat(members(reading, "across")).containsEntry("across", Set.of("mia"));
        assertThat(reading.remarks())
                .anySatisfy(remark -> assertThat(remark.message())
                        .contains("members of group 'across'", "CN=S-1-5-11", "some are from another domain"));
    }

    @Test
    void computersAreNoPeople() {
        directory()
                .add(
                        "dn: CN=PC1," + TestingSamba.PEOPLE,
                        "objectClass: computer",
                        "sAMAccountName: PC1$",
                        "userAccountControl: 4096");
        assertThat(directory().read().people())
                .extracting(one -> one.attributes().get("username"))
                .doesNotContain("PC1$");
    }

    @Test
    void theRootOfTheDomainRefersElsewhereAndIsRefused() {
        LdapSettings wide = RealDirectory.settings(
                LdapKind.ACTIVE_DIRECTORY,
                directory().settings().reach(),
                new Bind(TestingSamba.READER, TestingSamba.PASSWORD),
                TestingSamba.BASE,
                TestingSamba.GROUPS);
        try (var source = new LdapSource(wide, SourceLimits.DEFAULT, Source.EVERY)) {
            assertThatExceptionOfType(SourceException.class)
                    .isThrownBy(source::read)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(Code.REFERRED))
                    .withMessageContaining("referred to 'ldap://ad.example.org:389/CN=Configuration")
                    .withMessageContaining("a narrower base as people.base");
        }
    }
}
