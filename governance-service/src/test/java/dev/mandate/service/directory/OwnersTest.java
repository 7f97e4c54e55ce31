package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Preset;
import dev.mandate.model.access.Remit;
import dev.mandate.model.state.FindingCode;
import dev.mandate.model.subject.LinkRule;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service has an owner, is nobody's other identity, and does not become a person unseen. */
class OwnersTest {
    private static final SourceId CORP = TestingDirectory.CORP;
    private static final SourceId LAB = SourceId.of("lab");
    private static final Caller ADA = Caller.operator("ada", null);
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final InMemorySource corp = new InMemorySource(CORP);
    private final InMemorySource lab = new InMemorySource(LAB);

    @SuppressWarnings("NullAway.Init")
    private TestingDirectory directory;

    @BeforeEach
    void aServiceOfAnn() {
        directory = TestingDirectory.over(DATABASE, data, corp, lab)
                .linking(List.of(new LinkRule("email", List.of(CORP, LAB))), corp, lab);
        corp.person("ann").person("bob").service("etl", "ann");
    }

    private Person person(String name) {
        return directory.api.person(name).orElseThrow();
    }

    private SubjectId id(String name) {
        return directory.api.identity(name).orElseThrow();
    }

    @Test
    void itsOwnerIsKnownAndOnTheLedger() {
        directory.refresh();
        assertThat(person("corp/etl").kind()).isEqualTo(SubjectKind.SERVICE);
        assertThat(Objects.requireNonNull(person("corp/etl").owner()).text()).isEqualTo("corp/ann");
        assertThat(directory.subject("etl").owner()).isEqualTo(id("corp/ann"));
        assertThat(directory.entries("subject.owned"))
                .singleElement()
                .asString()
                .contains(id("corp/ann").value());
        directory.refresh();
        assertThat(directory.entries("subject.owned")).hasSize(1);

        corp.service("etl", "bob");
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
        assertThat(directory.entries("subject.owned"))
                .last()
                .asString()
                .contains("\"owner\":\"" + id("corp/bob") + "\"")
                .contains("\"owner_before\":\"" + id("corp/ann") + "\"");
        assertThat(directory.identities.answering(id("corp/bob"))).contains(id("corp/etl"));
        assertThat(directory.identities.answering(id("corp/ann"))).containsExactly(id("corp/ann"));
    }

    @Test
    void nobodyAnswersForItOnceItsOwnerLeft() {
        directory.refresh();
        assertThat(directory.api.directory().unowned(directory.subject("etl"))).isEmpty();
        corp.person("ann", SubjectState.LEFT);
        directory.refresh();
        assertThat(directory.api.directory().unowned(directory.subject("etl"))).hasValue("its owner has left");
        corp.service("etl", "nobody-known");
        directory.refresh();
        assertThat(directory.api.directory().unowned(directory.subject("etl")))
                .hasValue("its source names no owner whom it states");
    }

    @Test
    void noRuleLinksItToAPersonAndNobodyDoes() {
        lab.person("x", "etl@example.org", SubjectState.ACTIVE);
        directory.refresh();
        directory.api.refresh(LAB, TestingDirectory.JOB);
        assertThat(person("lab/x").id()).isNotEqualTo(person("corp/etl").id());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> directory.identities.link(ADA, id("lab/x"), id("corp/etl"), "the same"))
                .withMessage("a person and a service are never one subject");
    }

    @Test
    void itIsNotFoundForAProvidersSignIn() {
        directory.refresh();
        assertThat(directory.api.having(CORP, "email", "ann@example.org")).hasSize(1);
        assertThat(directory.api.having(CORP, "email", "etl@example.org")).isEmpty();
    }

    @Test
    void aPersonWhoIsSaidToBeAServiceWaitsForASecondPersonAndInheritsNothing() {
        lab.person("b.jones", "bob@example.org", SubjectState.ACTIVE);
        directory.refresh();
        directory.api.refresh(LAB, TestingDirectory.JOB);
        assertThat(id("lab/b.jones")).isNotEqualTo(person("lab/b.jones").id());

        corp.service("bob", "ann");
        var held = (SourceOutcome.Quarantined) directory.refresh();
        assertThat(held.findings()).extracting(finding -> finding.code()).containsExactly(FindingCode.KIND_CHANGED);
        assertThat(person("corp/bob").kind()).isEqualTo(SubjectKind.PERSON);

        for (String gaining : List.of("corp/ann", "corp/bob")) {
            var own = Caller.signedIn(
                    id(gaining), Set.of(Remit.everywhere(Preset.SECURITY_LEAD.permissions())), Instant.EPOCH);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> directory.api.release(own, CORP, held.hash(), "it is one"))
                    .withMessageContaining("nobody releases what they gain by");
        }
        directory.api.release(ADA, CORP, held.hash(), "it was entered as a person");
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
        assertThat(person("corp/bob").kind()).isEqualTo(SubjectKind.SERVICE);
        assertThat(person("corp/bob").tenure()).isEqualTo(2);
        assertThat(person("lab/b.jones").id()).isEqualTo(id("lab/b.jones"));
        assertThat(directory.entries("subject.unlinked")).hasSize(1);
    }

    @Test
    void aReleaseIsOfTheOwnersThatWereLookedAt() {
        corp.person("eve");
        directory.refresh();
        corp.service("bob", "ann");
        var lookedAt = (SourceOutcome.Quarantined) directory.refresh();
        corp.service("etl", "eve");
        var other = (SourceOutcome.Quarantined) directory.refresh();
        assertThat(other.hash()).isNotEqualTo(lookedAt.hash());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> directory.api.release(ADA, CORP, lookedAt.hash(), "it is one"))
                .withMessageContaining("has no difference");
        var eve = Caller.signedIn(
                id("corp/eve"), Set.of(Remit.everywhere(Preset.SECURITY_LEAD.permissions())), Instant.EPOCH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> directory.api.release(eve, CORP, other.hash(), "it is mine"))
                .withMessageContaining("nobody releases what they gain by");
    }

    @Test
    void whoLeavesWhileTheirKindWaitsHasLeftAsWhatTheyWere() {
        directory.refresh();
        corp.service("bob", null);
        corp.state("bob", SubjectState.LEFT);
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Quarantined.class);
        assertThat(person("corp/bob").state()).isEqualTo(SubjectState.LEFT);
        assertThat(person("corp/bob").kind()).isEqualTo(SubjectKind.PERSON);
    }
}
