package dev.mandate.service.scim;

import static dev.mandate.service.scim.TestingScim.CORP;
import static dev.mandate.service.scim.TestingScim.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.plan.GuardContext.Doubt;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a push must not do unseen, and what is never in its way. */
class PushGuardsTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestingScim scim;

    private final List<String> people = new ArrayList<>();

    @BeforeEach
    void open() {
        scim = TestingScim.over(DATABASE, data);
        for (int number = 0; number < 20; number++) {
            people.add(scim.user("p" + number).id());
        }
    }

    private TestingScim.Reply patch(String group, String operation) {
        return scim.send("PATCH", "/Groups/" + group, """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [%s]}""".formatted(operation));
    }

    private String everybody() {
        return scim.group("everybody", people.toArray(String[]::new)).id();
    }

    private static String list(List<String> ids) {
        return ids.stream().map(id -> "{\"value\": \"" + id + "\"}").collect(Collectors.joining(",", "[", "]"));
    }

    private TestingScim.Reply add(String group, String... ids) {
        return patch(group, "{\"op\": \"add\", \"path\": \"members\", \"value\": " + list(List.of(ids)) + "}");
    }

    private TestingScim.Reply remove(String group, List<String> ids) {
        return patch(group, "{\"op\": \"remove\", \"path\": \"members\", \"value\": " + list(ids) + "}");
    }

    private GroupId privileged(String group, int gains) {
        GroupId id = GroupId.of("corp:" + group);
        scim.pushes.privileged(id, gains);
        return id;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'op': 'remove', 'path': 'members'}",
                "{'op': 'remove', 'path': 'members', 'value': null}",
                "{'op': 'replace', 'path': 'members', 'value': []}",
                "{'op': 'replace', 'path': 'members', 'value': null}",
                "{'op': 'replace', 'value': {'members': []}}",
            })
    void emptyingAGroupByNamingNobodyWaitsForSomebody(String operation) {
        String group = everybody();
        var refused = patch(group, operation.replace('\'', '"'));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("detail")).contains("20 of 20 members", "mandate source release corp ");
        assertThat(scim.members("everybody")).hasSize(20);
        assertThat(scim.pushes.directory.doubts().get(CORP)).contains(Doubt.SHRUNK);
        assertThat(scim.entries("source.quarantined")).hasSize(1);
        patch(group, operation.replace('\'', '"'));
        assertThat(scim.entries("source.quarantined")).as("told once").hasSize(1);

        String hash = refused.text("detail").replaceAll(".*source release corp ([0-9a-f]{64}).*", "$1");
        assertThat(scim.pushes.directory.check(CORP).hash()).isEqualTo(hash);
        scim.pushes.release(CORP, hash);
        assertThat(patch(group, operation.replace('\'', '"')).status()).isEqualTo(204);
        assertThat(scim.members("everybody")).isEmpty();
        assertThat(scim.pushes.directory.doubts()).doesNotContainKey(CORP);
    }

    @Test
    void aReleaseIsForExactlyWhatWasSeen() {
        String group = everybody();
        var refused = patch(group, "{\"op\": \"remove\", \"path\": \"members\"}");
        String hash = refused.text("detail").replaceAll(".*source release corp ([0-9a-f]{64}).*", "$1");
        scim.pushes.release(CORP, hash);

        assertThat(patch(
                                group,
                                "{\"op\": \"replace\", \"path\": \"members\", \"value\": " + list(people.subList(0, 1))
                                        + "}")
                        .status())
                .isEqualTo(403);
        assertThat(scim.members("everybody")).hasSize(20);
    }

    @Test
    void bitByBitIsNoWayAround() {
        String group = everybody();
        String body = "{\"schemas\": [\"" + GROUP + "\"], \"displayName\": \"everybody\", \"members\": %s}";

        assertThat(scim.send("PUT", "/Groups/" + group, body.formatted(list(people.subList(0, 17))))
                        .status())
                .isEqualTo(200);
        assertThat(scim.send("PUT", "/Groups/" + group, body.formatted(list(people.subList(0, 14))))
                        .status())
                .isEqualTo(403);
        assertThat(scim.members("everybody")).hasSize(17);
        scim.clock.advance(Duration.ofHours(25));
        assertThat(scim.send("PUT", "/Groups/" + group, body.formatted(list(people.subList(0, 14))))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aGroupThatIsPushedWellAgainWaitsNoMore() {
        String group = everybody();
        patch(group, "{\"op\": \"remove\", \"path\": \"members\"}");
        assertThat(scim.pushes.directory.doubts()).containsKey(CORP);

        String body = "{\"schemas\": [\"" + GROUP + "\"], \"displayName\": \"everybody\", \"members\": %s}";
        scim.send("PUT", "/Groups/" + group, body.formatted(list(people.subList(0, 19))));
        assertThat(scim.pushes.directory.doubts()).doesNotContainKey(CORP);
    }

    @Test
    void whomAPushNamesIsNeverInItsWay() {
        String group = everybody();

        assertThat(remove(group, people.subList(0, 10)).status()).isEqualTo(204);
        for (String id : people) {
            assertThat(scim.send("PATCH", "/Users/" + id, """
                            {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                             "Operations": [{"op": "replace", "value": {"active": false}}]}""").status()).isEqualTo(200);
        }
        assertThat(scim.pushes.now().subjects().values()).allMatch(one -> one.state() == SubjectState.SUSPENDED);
        people.forEach(id ->
                assertThat(scim.send("DELETE", "/Users/" + id, "").status()).isEqualTo(204));
        assertThat(scim.members("everybody")).isEmpty();
        assertThat(scim.pushes.directory.doubts()).doesNotContainKey(CORP);
    }

    @Test
    void aPrivilegedGroupGrowsByWhatItsLimitAllowsAndCountsForADay() {
        String group = scim.group("admins", people.get(0)).id();
        privileged(group, 2);

        assertThat(add(group, people.get(1)).status()).isEqualTo(204);
        assertThat(add(group, people.get(1)).status()).as("a member already").isEqualTo(204);
        assertThat(add(group, people.get(2)).status()).isEqualTo(204);
        var refused = add(group, people.get(3));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("detail")).contains("which is privileged", "after 2 in the last 24 h", "allowed are 2");
        assertThat(scim.members("admins")).hasSize(3);
        scim.clock.advance(Duration.ofHours(25));
        assertThat(add(group, people.get(3)).status()).isEqualTo(204);
    }

    @Test
    void neitherNestingNorComingBackIsAWayIn() {
        String admins = scim.group("admins", people.get(0)).id();
        String inner = scim.group("inner", people.get(1)).id();
        String outside = scim.group("outside", people.get(2), people.get(3)).id();
        add(admins, inner);
        privileged(admins, 0);

        assertThat(add(inner, people.get(4)).status()).isEqualTo(403);
        assertThat(add(inner, outside).status()).isEqualTo(403);
        assertThat(add(admins, people.get(1)).status())
                .as("in it already, by nesting")
                .isEqualTo(204);
        assertThat(scim.send(
                                "PUT",
                                "/Groups/" + inner,
                                "{\"schemas\": [\"" + GROUP + "\"], \"displayName\": \"inner\", \"members\": "
                                        + list(people.subList(1, 3)) + "}")
                        .status())
                .isEqualTo(403);
        String path = "/Users/" + people.get(0);
        String active = """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                 "Operations": [{"op": "replace", "path": "active", "value": %s}]}""";
        assertThat(scim.send("PATCH", path, active.formatted("false")).status()).isEqualTo(200);
        assertThat(scim.send("PATCH", path, active.formatted("true")).status()).isEqualTo(403);
        assertThat(scim.subject("p0").state()).isEqualTo(SubjectState.SUSPENDED);
    }

    @Test
    void aPrivilegedGroupDoesNotLoseItsLastHolderUnlessTheyLeave() {
        String group = scim.group("admins", people.get(0), people.get(1)).id();
        privileged(group, 5);

        assertThat(remove(group, people.subList(0, 1)).status()).isEqualTo(204);
        var refused = remove(group, people.subList(1, 2));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("detail")).contains("would have nobody left");
        assertThat(scim.send("DELETE", "/Groups/" + group, "").status()).isEqualTo(403);
        assertThat(scim.members("admins")).containsExactly("p1");
        assertThat(scim.send("DELETE", "/Users/" + people.get(1), "").status()).isEqualTo(204);
        assertThat(scim.members("admins")).isEmpty();
        assertThat(scim.send("DELETE", "/Groups/" + group, "").status()).isEqualTo(204);
    }
}
