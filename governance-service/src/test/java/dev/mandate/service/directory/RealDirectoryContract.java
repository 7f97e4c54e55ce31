package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.ModificationType;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectState;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds of every product, on a server of it; each test has people and groups of its own names. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RealDirectoryContract<D extends RealDirectory> {
    private D directory;

    abstract D start();

    @BeforeAll
    void begin() {
        directory = start();
    }

    @AfterAll
    void end() {
        if (directory != null) {
            directory.close();
        }
    }

    D directory() {
        return directory;
    }

    static SourcePerson person(SourceReading reading, String username) {
        return reading.people().stream()
                .filter(one -> username.equals(one.attributes().get(Subject.USERNAME)))
                .findAny()
                .orElseThrow();
    }

    static SourceGroup group(SourceReading reading, String name) {
        return reading.groups().stream()
                .filter(one -> one.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    /** By group, the user names and group names in it. */
    static Map<String, Set<String>> members(SourceReading reading, String... groups) {
        Map<String, String> names = reading.people().stream()
                .collect(Collectors.toMap(
                        SourcePerson::externalId, one -> one.attributes().getOrDefault(Subject.USERNAME, "")));
        reading.groups().forEach(one -> names.put(one.externalId(), one.name()));
        Map<String, Set<String>> members = new TreeMap<>();
        for (String name : groups) {
            SourceGroup group = group(reading, name);
            Set<String> of = new TreeSet<>();
            group.people().forEach(id -> of.add(names.get(id)));
            group.groups().forEach(id -> of.add(names.get(id)));
            members.put(name, of);
        }
        return members;
    }

    @Test
    void readsPeopleAndGroupsWithIdsThatAreNoNames() {
        directory.group("readers", directory.person("ann"), directory.person("bob"));
        SourceReading reading = directory.read();
        assertThat(person(reading, "ann").attributes())
                .containsEntry(Subject.USERNAME, "ann")
                .containsEntry(Subject.EMAIL, "ann@example.org");
        assertThat(person(reading, "ann").state()).isEqualTo(SubjectState.ACTIVE);
        assertThat(person(reading, "ann").externalId()).matches("[0-9a-f-]{35,36}");
        assertThat(group(reading, "readers").externalId()).matches("[0-9a-f-]{35,36}");
        assertThat(members(reading, "readers")).containsEntry("readers", Set.of("ann", "bob"));
    }

    @Test
    void takesSomebodyWhoIsSwitchedOffForSuspended() {
        String carl = directory.person("carl");
        assertThat(person(directory.read(), "carl").state()).isEqualTo(SubjectState.ACTIVE);
        directory.disable(carl);
        assertThat(person(directory.read(), "carl").state()).isEqualTo(SubjectState.SUSPENDED);
    }

    @Test
    void readsGroupsInGroupsAndCycles() {
        String dora = directory.person("dora");
        String inner = directory.group("inner", dora);
        String middle = directory.group("middle", inner);
        directory.join(inner, middle);
        assertThat(members(directory.read(), "inner", "middle"))
                .containsEntry("inner", Set.of("dora", "middle"))
                .containsEntry("middle", Set.of("inner"));
    }

    @Test
    void knowsWhoWasRenamedOrMovedByTheId() {
        String emil = directory.person("emil");
        String group = directory.group("movers", emil, directory.person("fred"));
        SourcePerson before = person(directory.read(), "emil");
        SourceGroup groupBefore = group(directory.read(), "movers");
        String people = emil.substring(emil.indexOf(',') + 1);
        String attribute = emil.substring(0, emil.indexOf('='));
        directory.add("dn: ou=elsewhere," + people, "objectClass: organizationalUnit", "ou: elsewhere");
        directory.rename(emil, attribute + "=emil the second", "ou=elsewhere," + people);
        directory.rename(group, "cn=those who move", null);
        if (!followsNames()) {
            String now = attribute + "=emil the second,ou=elsewhere," + people;
            String groupNow = "cn=those who move," + group.substring(group.indexOf(',') + 1);
            directory.join(groupNow, now);
            directory.leave(groupNow, emil);
        }
        SourceReading after = directory.read();
        SourceGroup moved = group(after, "those who move");
        assertThat(moved.externalId()).isEqualTo(groupBefore.externalId());
        assertThat(moved.people()).isEqualTo(groupBefore.people()).contains(before.externalId());
        assertThat(moved.foreign()).isZero();
        assertThat(after.people()).extracting(SourcePerson::externalId).contains(before.externalId());
    }

    /** Whether the server itself keeps members' DNs right. */
    boolean followsNames() {
        return false;
    }

    @Test
    void comparesNamesAsTheDirectoryDoes() {
        String plain = directory.person("smith");
        String rdn = plain.substring(0, plain.indexOf('=')) + "=Smith\\, Anna \\+ \\\"Co\\\" \\#1";
        directory.rename(plain, rdn, null);
        String odd = rdn + plain.substring(plain.indexOf(','));
        String group = directory.group("odd names", odd, directory.person("gus"));
        directory.leave(group, odd);
        directory.join(group, odd.replace(",", " , ").replace("\\ , ", "\\2C ").toUpperCase(Locale.ROOT));
        SourceReading reading = directory.read();
        assertThat(group(reading, "odd names").foreign()).isZero();
        assertThat(group(reading, "odd names").people()).hasSize(2);
    }

    @Test
    void tellsOfMembersThatAreNobodyOfTheSource() {
        String hugo = directory.person("hugo");
        String group = directory.group("with strangers", hugo);
        directory.join(group, stranger());
        SourceReading reading = directory.read();
        assertThat(group(reading, "with strangers").foreign()).isEqualTo(1);
        assertThat(members(reading, "with strangers")).containsEntry("with strangers", Set.of("hugo"));
        assertThat(reading.remarks())
                .anySatisfy(remark -> assertThat(remark.message())
                        .contains("1 members of group 'with strangers'")
                        .contains(stranger().substring(0, 12)));
    }

    /** The DN of something that is neither among people nor among groups. */
    abstract String stranger();

    @Test
    void aPersonWhoComesBackUnderTheSameNameIsAnother() {
        String ida = directory.person("ida");
        String before = person(directory.read(), "ida").externalId();
        directory.delete(ida);
        directory.person("ida");
        assertThat(person(directory.read(), "ida").externalId()).isNotEqualTo(before);
    }

    @Test
    void anAttributeOfSeveralValuesIsReadTheSameEachTime() {
        String jan = directory.person("jan");
        directory.change(jan, ModificationType.REPLACE, "mail", "jan@example.org");
        assertThat(person(directory.read(), "jan")).isEqualTo(person(directory.read(), "jan"));
    }
}
