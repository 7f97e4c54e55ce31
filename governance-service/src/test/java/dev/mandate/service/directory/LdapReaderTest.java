package dev.mandate.service.directory;

import static dev.mandate.service.directory.TestingLdap.BASE;
import static dev.mandate.service.directory.TestingLdap.groupDn;
import static dev.mandate.service.directory.TestingLdap.personDn;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LdapReaderTest {
    private TestingLdap ldap;

    @BeforeEach
    void start() throws LDAPException {
        ldap = TestingLdap.plain();
    }

    @AfterEach
    void stop() {
        ldap.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 6, 7, 1000})
    void readsTheSameWhateverThePageSize(int pageSize) {
        ldap.people("ann", "ben", "cleo", "dan", "eva", "finn");
        ldap.group("all", personDn("ann"), personDn("ben"), personDn("cleo"));
        ldap.group("few", personDn("finn"));
        var settings = ldap.settings();
        settings.pageSize = pageSize;
        assertThat(members(settings.read()))
                .isEqualTo(Map.of("all", Set.of("ann", "ben", "cleo"), "few", Set.of("finn")));
        assertThat(names(settings.read())).containsExactly("ann", "ben", "cleo", "dan", "eva", "finn");
    }

    @Test
    void readsNestedGroupsWithCyclesAndCountsForeignMembers() {
        ldap.people("ann");
        ldap.group("inner", personDn("ann"), groupDn("outer"));
        ldap.group(
                "outer",
                groupDn("inner"),
                groupDn("outer"),
                "cn=elsewhere,dc=partner,dc=org",
                "cn=gone,ou=groups," + BASE);
        assertThat(members(ldap.read()))
                .isEqualTo(Map.of("inner", Set.of("ann", "outer"), "outer", Set.of("inner", "outer")));
        assertThat(group(ldap.read(), "outer").foreign()).isEqualTo(2);
        assertThat(group(ldap.read(), "inner").foreign()).isZero();
    }

    @Test
    void recognisesADnInEverySpelling() {
        ldap.person("uid=ann,ou=people," + BASE, "ann");
        ldap.person("uid=o\\,brien,ou=people," + BASE, "o,brien");
        ldap.person("cn=Zoë+uid=zoe,ou=people," + BASE, "zoe");
        ldap.group(
                "spelled",
                "UID=Ann ,  OU=People,DC=Example,  dc=ORG",
                "uid=o\\2cbrien,ou=people," + BASE,
                "UID=zoe+CN=zo\\C3\\AB,ou=people," + BASE);
        assertThat(members(ldap.read())).isEqualTo(Map.of("spelled", Set.of("ann", "o,brien", "zoe")));
        assertThat(group(ldap.read(), "spelled").foreign()).isZero();
    }

    @Test
    void tellsServicesAndMachinesFromPeopleAndWhoAnswersForThem() {
        ldap.people("ann");
        ldap.person(personDn("etl"), "etl", "employeeType: service", "manager: UID=Ann ,OU=People," + BASE);
        ldap.person(personDn("scanner"), "scanner", "employeeType: service", "employeeType: machine");
        ldap.person(personDn("job"), "job", "employeeType: service", "manager: uid=gone,ou=people," + BASE);
        var settings = ldap.settings();
        settings.kinds = new LdapSettings.Kinds(
                LdapFilter.of("(employeeType=service)"), LdapFilter.of("(employeeType=machine)"), "manager");
        Map<String, SourcePerson> people = settings.read().people().stream()
                .collect(Collectors.toMap(
                        one -> Objects.requireNonNull(one.attributes().get("username")), one -> one));
        String ann = Objects.requireNonNull(people.get("ann")).externalId();
        assertThat(people)
                .extractingByKeys("ann", "etl", "scanner", "job")
                .extracting(SourcePerson::nature)
                .containsExactly(
                        Nature.PERSON,
                        new Nature(SubjectKind.SERVICE, ann),
                        new Nature(SubjectKind.MACHINE, null),
                        new Nature(SubjectKind.SERVICE, null));
    }

    @Test
    void keepsTheIdentityThroughRenameAndMove() throws LDAPException {
        ldap.people("ann");
        ldap.add("dn: ou=north,ou=people," + BASE, "objectClass: organizationalUnit", "ou: north");
        ldap.group("all", personDn("ann"));
        var before = ldap.read();
        ldap.server.modifyDN(personDn("ann"), "uid=anna", true, "ou=north,ou=people," + BASE);
        ldap.set(groupDn("all"), "member", "uid=anna,ou=north,ou=people," + BASE);
        ldap.server.modifyDN(groupDn("all"), "cn=everybody", true, null);
        var after = ldap.read();
        assertThat(after.people().getFirst().externalId())
                .isEqualTo(before.people().getFirst().externalId());
        assertThat(after.groups().getFirst().externalId())
                .isEqualTo(before.groups().getFirst().externalId());
        assertThat(members(after)).isEqualTo(Map.of("everybody", Set.of("anna")));
    }

    @Test
    void writesAnObjectGuidAsActiveDirectoryDoes() throws LDAPException {
        ldap.server.add(new Entry(
                personDn("ann"),
                new Attribute("objectClass", "inetOrgPerson"),
                new Attribute("uid", "ann"),
                new Attribute("objectGUID", HexFormat.of().parseHex("33221100554477668899aabbccddeeff"))));
        var settings = ldap.settings();
        settings.id = "objectGUID";
        assertThat(settings.read().people().getFirst().externalId()).isEqualTo("00112233-4455-6677-8899-aabbccddeeff");
    }

    @Test
    void writesOneUuidTheSameInEitherCaseAndOtherBytesAsHexadecimal() {
        byte[] upper = "ABCDEF01-2345-6789-ABCD-EF0123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(ExternalIds.text("entryUUID", upper)).isEqualTo("abcdef01-2345-6789-abcd-ef0123456789");
        assertThat(ExternalIds.text("GUID", new byte[] {(byte) 0xff, 0, 1})).isEqualTo("hex:ff0001");
        assertThat(ExternalIds.text("employeeNumber", new byte[] {'A', '7'})).isEqualTo("A7");
    }

    @Test
    void takesStatesFromPositiveEvidence() {
        ldap.people("active");
        ldap.person(personDn("locked"), "locked", "pwdAccountLockedTime: 20261101000000Z");
        ldap.person(personDn("gone"), "gone", "employeeType: left");
        ldap.person(personDn("both"), "both", "employeeType: left", "pwdAccountLockedTime: 20261101000000Z");
        ldap.person(personDn("new"), "new", "employeeType: joiner");
        ldap.person(personDn("off"), "off", "employeeType: joiner", "pwdAccountLockedTime: 20261101000000Z");
        ldap.person(personDn("never"), "never", "employeeType: joiner", "employeeType: left");
        assertThat(ldap.read().people().stream()
                        .collect(Collectors.toMap(person -> person.attributes().get("username"), SourcePerson::state)))
                .isEqualTo(Map.of(
                        "new", SubjectState.STAGED,
                        "off", SubjectState.SUSPENDED,
                        "never", SubjectState.LEFT,
                        "active", SubjectState.ACTIVE,
                        "locked", SubjectState.SUSPENDED,
                        "gone", SubjectState.LEFT,
                        "both", SubjectState.LEFT));
    }

    @Test
    void readsUserNamesWhereGroupsHoldThose() {
        ldap.people("ann", "ben");
        ldap.add(
                "dn: " + groupDn("posix"),
                "objectClass: posixGroup",
                "cn: posix",
                "memberUid: ann",
                "memberUid: ben",
                "memberUid: BEN2",
                "memberUid: root");
        var settings = ldap.settings();
        settings.groupsFilter = LdapFilter.of("(objectClass=posixGroup)");
        settings.member = "memberUid";
        assertThat(members(settings.read())).isEqualTo(Map.of("posix", Set.of("ann", "ben")));
        assertThat(group(settings.read(), "posix").foreign()).isEqualTo(2);
    }

    @Test
    void takesTheNameThatTheEntryIsCalledByWhereThereAreSeveral() {
        ldap.person("uid=zed,ou=people," + BASE, "zed", "uid: alias", "mail: a@example.org");
        assertThat(ldap.read().people().getFirst().attributes())
                .containsEntry("username", "zed")
                .containsEntry("email", "a@example.org");
    }

    @Test
    void takesHostileNamesAsTheyAre() {
        ldap.person(
                "uid=\\\"q\\\",ou=people," + BASE,
                "\"q\"",
                "displayName: =cmd|' /C calc'!A0 <script> ${jndi:ldap://x} Ünï ʕ•ᴥ•ʔ");
        ldap.add(
                "dn: uid=hostile,ou=groups," + BASE,
                "objectClass: groupOfNames",
                "cn: '; drop table directory.subject; --",
                "member: uid=\\22q\\22,ou=people," + BASE);
        assertThat(members(ldap.read())).isEqualTo(Map.of("'; drop table directory.subject; --", Set.of("\"q\"")));
        assertThat(ldap.read().people().getFirst().attributes())
                .containsEntry("name", "=cmd|' /C calc'!A0 <script> ${jndi:ldap://x} Ünï ʕ•ᴥ•ʔ");
    }

    @Test
    void readsAnEmptyDirectoryAsEmpty() {
        assertThat(ldap.read().people()).isEmpty();
        assertThat(ldap.read().groups()).isEmpty();
    }

    @Test
    void readsManyGroupsOnePageAtATime() {
        ldap.people("ann");
        IntStream.range(0, 25).forEach(number -> ldap.group("g" + number, personDn("ann")));
        assertThat(ldap.read().groups())
                .hasSize(25)
                .allMatch(group -> group.people().size() == 1);
    }

    static Map<String, Set<String>> members(SourceReading reading) {
        Map<String, String> names = new TreeMap<>();
        reading.people()
                .forEach(person ->
                        names.put(person.externalId(), person.attributes().get("username")));
        reading.groups().forEach(group -> names.put(group.externalId(), group.name()));
        Map<String, Set<String>> members = new TreeMap<>();
        for (SourceGroup group : reading.groups()) {
            Set<String> of = new TreeSet<>();
            group.people().forEach(id -> of.add(names.get(id)));
            group.groups().forEach(id -> of.add(names.get(id)));
            members.put(group.name(), of);
        }
        return members;
    }

    private static SourceGroup group(SourceReading reading, String name) {
        return reading.groups().stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> names(SourceReading reading) {
        return reading.people().stream()
                .map(person -> person.attributes().get("username"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
