package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Remit;
import dev.mandate.model.subject.Directory;
import dev.mandate.model.subject.LinkRule;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sources may state one person: by a rule where that is clear, or as somebody says who is not that person. */
class IdentityApiTest {
    private static final SourceId CORP = TestingDirectory.CORP;
    private static final SourceId LAB = SourceId.of("lab");
    private static final Caller GRACE = Caller.operator("grace", null);
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final InMemorySource corp = new InMemorySource(CORP);
    private final InMemorySource lab = new InMemorySource(LAB);

    @SuppressWarnings("NullAway.Init")
    private TestingDirectory directory;

    @BeforeEach
    void twoSources() {
        directory = TestingDirectory.over(DATABASE, data, corp, lab)
                .linking(List.of(new LinkRule("email", List.of(CORP, LAB))), corp, lab);
        corp.person("ann").person("bob").group("analysts", "ann", "bob");
        lab.person("a.smith", "Ann@Example.org", SubjectState.ACTIVE).group("chemists", "a.smith");
    }

    private void refresh() {
        directory.refresh();
        directory.api.refresh(LAB, TestingDirectory.JOB);
    }

    private SubjectId id(String name) {
        return directory.api.identity(name).orElseThrow();
    }

    private Subject subject(String name) {
        Directory all = directory.api.directory();
        return Objects.requireNonNull(all.subjects().get(all.whoIs(id(name))));
    }

    private Person person(String name) {
        return directory.api.person(name).orElseThrow();
    }

    private List<String> ledger() {
        return DATABASE
                .queries()
                .fetch("select convert_from(canonical, 'UTF8') as body from ledger.entry order by id")
                .map(row -> row.get("body", String.class))
                .stream()
                .filter(body -> body.contains("subject.linked") || body.contains("subject.unlinked"))
                .toList();
    }

    @Test
    void aRuleMakesOnePersonOfTwo() {
        refresh();
        assertThat(subject("lab/a.smith")).isEqualTo(subject("corp/ann"));
        assertThat(person("lab/a.smith")).isEqualTo(person("corp/ann")).satisfies(ann -> {
            assertThat(ann.id()).isEqualTo(id("corp/ann"));
            assertThat(ann.username()).isEqualTo("ann");
        });
        assertThat(directory.api.directory().groups().values())
                .filteredOn(group -> group.subjects().contains(id("corp/ann")))
                .extracting(group -> group.name())
                .containsExactlyInAnyOrder("analysts", "chemists");
        assertThat(directory.api.sourcesOf(List.of(id("corp/ann"))).values()).containsExactly(Set.of(CORP, LAB));
        assertThat(ledger())
                .singleElement()
                .asString()
                .contains("\"attribute\":\"email\"")
                .doesNotContain("example.org");
        refresh();
        assertThat(ledger()).hasSize(1);
    }

    @Test
    void theMostRestrictiveStateWins() {
        refresh();
        lab.person("a.smith", "ann@example.org", SubjectState.SUSPENDED);
        refresh();
        assertThat(subject("corp/ann").state()).isEqualTo(SubjectState.SUSPENDED);
        assertThat(person("corp/ann").isActive()).isFalse();
        assertThat(person("corp/bob").isActive()).isTrue();
    }

    @Test
    void aReturnInOneSourceIsANewStayInAll() {
        refresh();
        lab.person("a.smith", "ann@example.org", SubjectState.LEFT);
        refresh();
        lab.person("a.smith", "ann@example.org", SubjectState.ACTIVE);
        refresh();
        assertThat(person("corp/ann").tenure()).isEqualTo(2);
        corp.person("ann", SubjectState.LEFT);
        refresh();
        corp.person("ann");
        refresh();
        assertThat(person("corp/ann").tenure()).isEqualTo(3);
        Directory all = directory.api.directory();
        assertThat(all.still(id("lab/a.smith"), 2))
                .as("what the laboratory's Ann had before")
                .isEmpty();
        assertThat(all.still(id("lab/a.smith"), 3)).isPresent();
        assertThat(person("corp/bob").tenure()).isEqualTo(1);
    }

    @Test
    void whoIsOnlyMissingInOneSourceIsMissing() {
        lab.person("zoe");
        refresh();
        lab.without("a.smith");
        refresh();
        assertThat(subject("corp/ann").state()).isEqualTo(SubjectState.LEFT);
        assertThat(directory.api.missing()).containsExactly(id("corp/ann"));
        corp.person("ann", SubjectState.LEFT);
        refresh();
        assertThat(directory.api.missing()).as("corp says so").isEmpty();
    }

    @Test
    void nobodyIsLinkedWhereOneSourceStatesTwo() {
        lab.person("ann2", "ann@example.org", SubjectState.LEFT);
        refresh();
        assertThat(subject("lab/a.smith").id()).isEqualTo(id("lab/a.smith"));
        assertThat(directory.identities.doubts(GRACE)).singleElement().satisfies(doubt -> {
            assertThat(doubt.why()).contains("2 people of lab");
            assertThat(doubt.sharing()).containsExactlyInAnyOrder(id("corp/ann"), id("lab/a.smith"), id("lab/ann2"));
        });
        assertThat(ledger()).isEmpty();
    }

    @Test
    void whatAPersonUndidIsNotDoneAgain() {
        refresh();
        directory.identities.unlink(GRACE, id("lab/a.smith"), "another Ann");
        refresh();
        corp.person("eva");
        refresh();
        assertThat(subject("lab/a.smith").id()).isEqualTo(id("lab/a.smith"));
        assertThat(directory.identities.whole(GRACE, id("corp/ann")).links())
                .singleElement()
                .satisfies(edge -> {
                    assertThat(edge.endedBy()).isEqualTo("grace");
                    assertThat(edge.endReason()).isEqualTo("another Ann");
                });
        assertThat(directory.identities.ever(List.of(id("corp/ann"))))
                .as("four eyes still take them for one")
                .containsExactlyInAnyOrder(id("corp/ann"), id("lab/a.smith"));
    }

    @Test
    void aPersonLinksWhomNoRuleDoes() {
        refresh();
        lab.person("bobby", "else@example.org", SubjectState.ACTIVE);
        refresh();
        directory.identities.link(GRACE, id("lab/bobby"), id("corp/bob"), "HR-7");
        assertThat(person("lab/bobby")).isEqualTo(person("corp/bob"));
        assertThat(ledger()).last().asString().contains("HR-7", id("lab/bobby").value());
    }

    @Test
    void refusesWhatMakesNoSense() {
        refresh();
        SubjectId ann = id("corp/ann");
        SubjectId bob = id("corp/bob");
        refused(() -> directory.identities.link(GRACE, id("lab/a.smith"), bob, "x"), "unlink it first");
        refused(() -> directory.identities.link(GRACE, ann, id("lab/a.smith"), "x"), "one subject already");
        refused(() -> directory.identities.link(GRACE, bob, bob, "x"), "one subject already");
        refused(() -> directory.identities.link(GRACE, bob, ann, " "), "reason");
        refused(() -> directory.identities.link(GRACE, SubjectId.of("' or 1=1 --"), ann, "x"), "nobody has the id");
        refused(() -> directory.identities.unlink(GRACE, bob, "x"), "linked to nobody");
        assertThat(ledger()).as("nothing but the rule's link").hasSize(1);
    }

    @Test
    void nobodyDecidesWhoTheyAreThemselves() {
        refresh();
        directory.identities.unlink(GRACE, id("lab/a.smith"), "another Ann");
        Caller ann = signedIn("corp/ann", Permission.PEOPLE_LINK);
        refused(() -> directory.identities.link(ann, id("corp/bob"), id("corp/ann"), "x"), "ask somebody else");
        refused(() -> directory.identities.link(ann, id("lab/a.smith"), id("corp/bob"), "x"), "ask somebody else");
        assertThat(ledger()).filteredOn(entry -> entry.contains("denied")).hasSize(2);
        Caller bob = signedIn("corp/bob", Permission.SOURCES_READ);
        assertThatThrownBy(() -> directory.identities.link(bob, id("lab/a.smith"), id("corp/ann"), "x"))
                .isInstanceOf(Caller.NotPermitted.class);
    }

    private Caller signedIn(String name, Permission permission) {
        SubjectId id = id(name);
        return Caller.signedIn(
                id,
                directory.identities.ever(List.of(id)),
                Set.of(Remit.everywhere(Set.of(permission))),
                Instant.EPOCH);
    }

    private static void refused(Runnable decision, String why) {
        assertThatIllegalArgumentException().isThrownBy(decision::run).withMessageContaining(why);
    }

    @Test
    void aWholeDirectoryIsLinkedAtOnce() {
        for (int i = 0; i < 2000; i++) {
            corp.person("p" + i);
            lab.person("q" + i, "P" + i + "@example.org ", SubjectState.ACTIVE);
        }
        refresh();
        Map<SubjectId, Directory.Linked> links = directory.api.directory().links();
        assertThat(links).hasSize(2001);
        assertThat(person("lab/q1999").id()).isEqualTo(id("corp/p1999"));
    }
}
