package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.Pins.Stay;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.PartyRef;
import dev.mandate.model.subject.PartyRef.GroupRef;
import dev.mandate.model.subject.PartyRef.SubjectRef;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.platform.TestingDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StoredNamesTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final SourceId CORP = SourceId.of("corp");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final StoredNames names = new StoredNames(new NameStore(DATABASE.queries()), DATABASE.transactions());

    @BeforeAll
    static void fill() {
        DATABASE.queries()
                .execute(
                        "insert into directory.source (id, attempted) values ('corp', '2026-11-21'), ('other', '2026-11-21')");
        var store = new DirectoryStore(DATABASE.queries());
        store.addPeople(
                CORP,
                List.of(
                        person("1", SubjectState.ACTIVE, "ann"),
                        person("2", SubjectState.LEFT, "ann"),
                        person("3", SubjectState.SUSPENDED, "bob"),
                        person("4", SubjectState.LEFT, "eve"),
                        person("5", SubjectState.ACTIVE, "twin"),
                        person("6", SubjectState.ACTIVE, "twin"),
                        new SourcePerson("7", SubjectState.ACTIVE, Map.of())));
        store.putGroups(
                CORP,
                List.of(
                        group("g1", "analysts"),
                        group("g2", "Zoe\u0308's \"group\"; drop"),
                        group("g3", "twins"),
                        group("g4", "twins"),
                        group("g5", "gone")));
        store.markGone(CORP, List.of(group("g5", "gone")), NOON);
    }

    private static SourcePerson person(String id, SubjectState state, String username) {
        return new SourcePerson(id, state, Map.of("username", username));
    }

    private static SourceGroup group(String id, String name) {
        return new SourceGroup(id, name, Set.of(), Set.of(), 0);
    }

    private static Stay stay(String externalId) {
        String id = DATABASE.queries()
                .fetchSingle("select id::text from directory.subject where external_id = ?", externalId)
                .get(0, String.class);
        return new Stay(SubjectId.of(id), 1);
    }

    private static GroupId id(String externalId) {
        return GroupId.of("corp:" + externalId);
    }

    @Test
    void findsGroupsByNameAndById() {
        var analysts = GroupRef.parse("corp/analysts");
        var zoe = GroupRef.parse("corp/Zo\u00eb's \"group\"; drop");
        var twins = GroupRef.parse("corp/twins");
        var byId = GroupRef.parse("corp/id:g1");
        Set<PartyRef> asked = Set.of(
                analysts,
                zoe,
                twins,
                byId,
                GroupRef.parse("corp/gone"),
                GroupRef.parse("corp/id:g5"),
                GroupRef.parse("corp/Analysts"),
                GroupRef.parse("other/analysts"));
        var found = names.find(asked, Set.of(id("g2"), id("g5"), id("g9")));
        assertThat(found.groups())
                .isEqualTo(Map.of(
                        analysts,
                        Set.of(id("g1")),
                        zoe,
                        Set.of(id("g2")),
                        twins,
                        Set.of(id("g3"), id("g4")),
                        byId,
                        Set.of(id("g1"))));
        assertThat(found.existing()).contains(id("g2")).doesNotContain(id("g5"), id("g9"));
    }

    @Test
    void findsSubjectsThatDidNotLeave() {
        var ann = SubjectRef.parse("corp/ann");
        var bob = SubjectRef.parse("corp/bob");
        var twin = SubjectRef.parse("corp/twin");
        var found = names.find(
                Set.of(ann, bob, twin, SubjectRef.parse("corp/eve"), SubjectRef.parse("other/ann")), Set.of());
        assertThat(found.subjects())
                .isEqualTo(Map.of(ann, Set.of(stay("1")), bob, Set.of(stay("3")), twin, Set.of(stay("5"), stay("6"))));
    }

    @Test
    void knowsTheNamesThatCouldBeMeant() {
        assertThat(names.known(GroupRef.parse("corp/x")))
                .contains("corp/analysts")
                .doesNotContain("corp/gone");
        assertThat(names.known(SubjectRef.parse("corp/x")))
                .containsExactlyInAnyOrder("corp/ann", "corp/bob", "corp/twin", "corp/twin");
        assertThat(names.known(GroupRef.parse("other/x"))).isEmpty();
    }

    @Test
    void noReadingIsTakenOverBetweenTwoAnswers() {
        var store = new DirectoryStore(DATABASE.queries());
        DATABASE.transactions().inOne(() -> {
            names.find(Set.of(), Set.of());
            return assertThatThrownBy(() -> DATABASE.transactions().apart(() -> {
                        DATABASE.queries().execute("set local lock_timeout = '100ms'");
                        store.countRevision();
                        return store.revision();
                    }))
                    .hasMessageContaining("lock timeout");
        });
        DATABASE.transactions().inOne(() -> {
            store.countRevision();
            return assertThat(store.revision()).isEqualTo(1);
        });
    }
}
