package dev.mandate.service.scim;

import static dev.mandate.service.scim.TestingScim.CORP;
import static dev.mandate.service.scim.TestingScim.ENTERPRISE;
import static dev.mandate.service.scim.TestingScim.OTHER;
import static dev.mandate.service.scim.TestingScim.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Remit;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who of the users is no person, or not here yet, by what mandate.yaml says that {@code userType} means. */
class UserTypesTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestingScim scim;

    @SuppressWarnings("NullAway.Init")
    private String ann;

    @BeforeEach
    void open() {
        scim = TestingScim.over(DATABASE, data);
        ann = scim.user("ann").id();
    }

    private static String body(String name, String type, boolean active, String manager) {
        String owner =
                manager.isEmpty() ? "" : ", \"%s\": {\"manager\": {\"value\": \"%s\"}}".formatted(ENTERPRISE, manager);
        return "{\"schemas\": [\"%s\", \"%s\"], \"userName\": \"%s\", \"userType\": \"%s\", \"active\": %s%s}"
                .formatted(USER, ENTERPRISE, name, type, active, owner);
    }

    private TestingScim.Reply post(String name, String type, String manager) {
        return scim.send("POST", "/Users", body(name, type, true, manager));
    }

    private TestingScim.Reply put(String id, String name, String type, boolean active) {
        return scim.send("PUT", "/Users/" + id, body(name, type, active, ""));
    }

    private static String hash(TestingScim.Reply refused) {
        assertThat(refused.status()).as(refused.json().toString()).isEqualTo(403);
        return refused.text("detail").replaceAll(".*source release corp ([0-9a-f]{64}).*", "$1");
    }

    @Test
    void aServiceAndAMachineHaveTheirManagerAsOwner() {
        var service = post("svc-etl", "SERVICE", ann);
        var machine = post("probe-7", "Device", ann);
        assertThat(service.status()).isEqualTo(201);

        assertThat(scim.subject("svc-etl")).satisfies(one -> {
            assertThat(one.kind()).isEqualTo(SubjectKind.SERVICE);
            assertThat(one.owner()).isEqualTo(scim.subject("ann").id());
            assertThat(one.state()).isEqualTo(SubjectState.ACTIVE);
        });
        assertThat(scim.subject("probe-7").kind()).isEqualTo(SubjectKind.MACHINE);
        assertThat(scim.subject("ann").kind()).isEqualTo(SubjectKind.PERSON);
        assertThat(scim.entries("subject.owned"))
                .hasSize(2)
                .anyMatch(entry -> entry.contains(machine.id()) && entry.contains("\"owner\":\"" + ann + "\""));
        assertThat(scim.get("/Users/" + service.id()).text("userType")).isEqualTo("SERVICE");
    }

    @Test
    void theOwnerIsWhoeverIsManagerNow() {
        String service = post("svc-etl", "Service", ann).id();
        String bob = scim.user("bob").id();
        var patched = scim.send("PATCH", "/Users/" + service, """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                 "Operations": [{"op": "Replace", "path": "%s:manager", "value": "%s"}]}""".formatted(ENTERPRISE, bob));
        assertThat(patched.status()).as(patched.json().toString()).isLessThan(300);
        assertThat(scim.subject("svc-etl").owner())
                .isEqualTo(scim.subject("bob").id());
        assertThat(scim.entries("subject.owned").getLast()).contains("\"owner_before\":\"" + ann + "\"", bob);
        scim.send("DELETE", "/Users/" + bob, "");
        assertThat(scim.subject("svc-etl").owner())
                .as("who left is an owner who left, which plans say")
                .isEqualTo(scim.subject("bob").id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody", "00000000-0000-4000-8000-00000000000a"})
    void whomNobodyIsOwnsNothing(String manager) {
        post("svc-etl", "Service", manager);
        assertThat(scim.subject("svc-etl").kind()).isEqualTo(SubjectKind.SERVICE);
        assertThat(scim.subject("svc-etl").owner()).isNull();
    }

    @Test
    void norDoesAServiceOwnItselfOrAnotherOne() {
        String first = post("svc-a", "Service", "").id();
        assertThat(scim.send("PUT", "/Users/" + first, body("svc-a", "Service", true, first))
                        .status())
                .isEqualTo(200);
        post("svc-b", "Service", first);
        assertThat(scim.subject("svc-a").owner()).isNull();
        assertThat(scim.subject("svc-b").owner()).isNull();
    }

    @Test
    void whoseWordIsOfNobodyHereIsAPerson() {
        post("eve", "Contractor", "");
        assertThat(scim.subject("eve").kind()).isEqualTo(SubjectKind.PERSON);
        scim.send(OTHER, "POST", "/Users", body("bot", "Robot", true, ""), null, null);
        assertThat(scim.subject("bot").kind()).isEqualTo(SubjectKind.PERSON);
    }

    @Test
    void whoIsStagedHoldsNothingYetAndIsNotStagedAgain() {
        String eve = post("eve", "prehire", "").id();
        assertThat(state("eve")).isEqualTo(SubjectState.STAGED);
        put(eve, "eve", "Prehire", false);
        assertThat(state("eve")).isEqualTo(SubjectState.SUSPENDED);
        String dan = post("dan", "Prehire", "").id();
        put(dan, "dan", "Employee", true);
        assertThat(state("dan")).isEqualTo(SubjectState.ACTIVE);
        put(dan, "dan", "Prehire", true);
        assertThat(state("dan")).as("the first day is over").isEqualTo(SubjectState.SUSPENDED);
        assertThat(scim.entries("push.changed").getLast()).contains("\"before\":\"active\"", "\"state\":\"suspended\"");
    }

    /** A first day is like a return: it may bring somebody into a privileged group. */
    @Test
    void aFirstDayInAPrivilegedGroupCounts() {
        String eve = post("eve", "Prehire", "").id();
        String group = scim.group("admins", ann, eve).id();
        scim.pushes.privileged(GroupId.of("corp:" + group), 0);
        assertThat(put(eve, "eve", "Employee", true).status()).isEqualTo(403);
        assertThat(state("eve")).isEqualTo(SubjectState.STAGED);
    }

    private SubjectState state(String name) {
        return scim.subject(name).state();
    }

    @Test
    void whoWouldBeOfAnotherKindWaitsForSomebodyElseAndInheritsNothing() {
        var refused = put(ann, "ann", "Service", true);
        String hash = hash(refused);
        assertThat(refused.text("detail")).contains("'ann' was known as a person and would be a service");
        assertThat(scim.subject("ann").kind()).isEqualTo(SubjectKind.PERSON);
        assertThat(scim.get("/Users/" + ann).text("userType")).isEmpty();
        assertThat(scim.pushes.directory.check(CORP).hash()).isEqualTo(hash);

        scim.pushes.release(CORP, hash);
        assertThat(put(ann, "ann", "Service", true).status()).isEqualTo(200);
        Subject service = scim.subject("ann");
        assertThat(service.kind()).isEqualTo(SubjectKind.SERVICE);
        assertThat(service.tenure()).isEqualTo(2);
        assertThat(scim.entries("subject.owned").getLast()).contains("\"kind_before\":\"person\"");
        hash(put(ann, "ann", "Employee", true));
    }

    @Test
    void neitherThatSubjectNorItsOwnerToBeReleasesIt() {
        String bob = scim.user("bob").id();
        String hash = hash(scim.send("PUT", "/Users/" + ann, body("ann", "Service", true, bob)));
        for (String name : new String[] {"ann", "bob"}) {
            var caller = Caller.signedIn(
                    scim.subject(name).id(),
                    Set.of(Remit.everywhere(Set.of(Permission.SOURCES_RELEASE))),
                    scim.clock.now());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> scim.pushes.directory.release(caller, CORP, hash, "mine"))
                    .withMessageContaining("nobody releases what they gain by");
        }
        scim.pushes.release(CORP, hash);
        assertThat(scim.send("PUT", "/Users/" + ann, body("ann", "Service", true, ""))
                        .status())
                .as("with nobody to answer for it")
                .isEqualTo(403);
    }

    @Test
    void thatAKindWaitsKeepsNobodyIn() {
        assertThat(put(ann, "ann", "Service", false).status()).isEqualTo(200);
        assertThat(state("ann")).isEqualTo(SubjectState.SUSPENDED);
        assertThat(scim.subject("ann").kind()).isEqualTo(SubjectKind.PERSON);
        hash(put(ann, "ann", "Service", true));
        assertThat(state("ann")).isEqualTo(SubjectState.SUSPENDED);
        assertThat(scim.send("DELETE", "/Users/" + ann, "").status()).isEqualTo(204);
        assertThat(state("ann")).isEqualTo(SubjectState.LEFT);
        assertThat(scim.pushes.directory.check(CORP).findings()).isEmpty();
    }

    @Test
    void whereTheWordsMeanSomethingElseSinceItWaitsAtTheNextPush() {
        String bot = post("bot", "Service", ann).id();
        DATABASE.queries()
                .execute("update directory.subject set kind = 'person', owner = null where id = ?::uuid", bot);
        String hash = hash(scim.send("PUT", "/Users/" + bot, body("bot", "Service", true, ann)));
        scim.pushes.release(CORP, hash);
        assertThat(scim.send("PUT", "/Users/" + bot, body("bot", "Service", true, ann))
                        .status())
                .isEqualTo(200);
        assertThat(scim.subject("bot").kind()).isEqualTo(SubjectKind.SERVICE);
        String version = scim.get("/Users/" + bot).headers().get("ETag");
        scim.send("PUT", "/Users/" + bot, body("bot", "Service", true, ann));
        assertThat(scim.get("/Users/" + bot).headers()).containsEntry("ETag", version);
    }

    @Test
    void nothingWaitsOnceTheUserIsPushedAsItWas() {
        put(ann, "ann", "Employee", true);
        hash(put(ann, "ann", "Service", true));
        assertThat(scim.pushes.directory.check(CORP).findings()).isNotEmpty();
        assertThat(scim.pushes.directory.doubts())
                .as("what else was pushed is in no doubt")
                .doesNotContainKey(CORP);
        put(ann, "ann", "Employee", true);
        assertThat(scim.pushes.directory.check(CORP).findings()).isEmpty();
    }

    /** As when mandate.yaml says for the first time who is a service, and the provider sends everybody. */
    @Test
    void whatWaitsOfOneDoesNotDisplaceARelease() {
        String bob = scim.user("bob").id();
        String first = hash(put(ann, "ann", "Service", true));
        scim.pushes.release(CORP, first);
        String second = hash(put(bob, "bob", "Service", true));
        assertThat(scim.pushes.directory.check(CORP).hash())
                .as("the next to look at")
                .isEqualTo(second);
        assertThat(put(ann, "ann", "Service", true).status()).isEqualTo(200);
        scim.pushes.release(CORP, second);
        assertThat(put(bob, "bob", "Service", true).status()).isEqualTo(200);
        assertThat(scim.pushes.directory.check(CORP).findings()).isEmpty();
    }

    /** Whoever answers for a service gains what it gains. */
    @Test
    void theOwnerOfAServiceDoesNotReleaseItIntoAPrivilegedGroup() {
        String service = post("svc-etl", "Service", ann).id();
        String group = scim.group("admins").id();
        scim.pushes.privileged(GroupId.of("corp:" + group), 0);
        String hash = hash(scim.send("PATCH", "/Groups/" + group, """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                 "Operations": [{"op": "add", "path": "members", "value": [{"value": "%s"}]}]}""".formatted(service)));
        var caller = Caller.signedIn(
                scim.subject("ann").id(),
                Set.of(Remit.everywhere(Set.of(Permission.SOURCES_RELEASE))),
                scim.clock.now());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scim.pushes.directory.release(caller, CORP, hash, "mine"));
    }
}
