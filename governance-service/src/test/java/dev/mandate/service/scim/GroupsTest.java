package dev.mandate.service.scim;

import static dev.mandate.service.scim.TestingScim.GROUP;
import static dev.mandate.service.scim.TestingScim.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups and their members, as providers push them. */
class GroupsTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestingScim scim;

    @SuppressWarnings("NullAway.Init")
    private String ann;

    @SuppressWarnings("NullAway.Init")
    private String bob;

    @BeforeEach
    void open() {
        scim = TestingScim.over(DATABASE, data);
        ann = scim.user("ann").id();
        bob = scim.user("bob").id();
    }

    private TestingScim.Reply patch(String group, String operations) {
        return scim.send("PATCH", "/Groups/" + group, """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [%s]}""".formatted(
                        operations.replace("ANN", ann).replace("BOB", bob)));
    }

    @Test
    void aGroupIsAGroupOfTheDirectory() {
        var made = scim.group("analysts", ann);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.at("/members/0/value").asString()).isEqualTo(ann);
        assertThat(made.at("/members/0/$ref").asString()).isEqualTo(TestingScim.BASE + "/Users/" + ann);
        assertThat(made.at("/members/0/type").asString()).isEqualTo("User");
        assertThat(scim.members("analysts")).containsExactly("ann");
        assertThat(scim.entries("push.group-made")).singleElement().asString().contains("\"gained\":1");
        assertThat(scim.group("ANALYSTS").status()).isEqualTo(409);
        assertThat(scim.get("/Users/" + ann + "?attributes=groups")
                        .at("/groups/0/display")
                        .asString())
                .isEqualTo("analysts");
        assertThat(scim.get("/Users/" + ann).json().has("groups")).isFalse();
    }

    @Test
    void entraMakesAGroupWithASchemaOfItsOwnAndFindsItWithoutMembers() {
        var made = scim.send("POST", "/Groups", """
                {"schemas": ["%s", "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
                 "externalId": "8aa1a0c0", "displayName": "Analysts", "meta": {"resourceType": "Group"}}""".formatted(GROUP));
        assertThat(made.status()).isEqualTo(201);
        patch(made.id(), "{\"op\": \"Add\", \"path\": \"members\", \"value\": [{\"$ref\": null, \"value\": \"ANN\"}]}");
        var found = scim.get("/Groups?excludedAttributes=members&filter=displayName eq \"analysts\"");
        assertThat(found.each("id")).containsExactly(made.id());
        assertThat(found.at("/Resources/0").has("members")).isFalse();
        assertThat(scim.members("Analysts")).containsExactly("ann");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"op": "Add", "path": "members", "value": [{"value": "BOB"}]}                          | ann,bob
            {"op": "add", "value": {"members": [{"value": "BOB"}]}}                                | ann,bob
            {"op": "add", "path": "members", "value": {"value": "BOB"}}                            | ann,bob
            {"op": "add", "path": "members", "value": [{"value": "ANN", "display": "Ann"}]}        | ann
            {"op": "Remove", "path": "members", "value": [{"value": "ANN"}]}                       |
            {"op": "remove", "path": "members", "value": {"members": [{"value": "ANN"}]}}          |
            {"op": "remove", "value": {"members": [{"value": "ANN"}]}}                             |
            {"op": "remove", "path": "members[value eq \\"ANN\\"]"}                                |
            {"op": "remove", "path": "members[value eq \\"ANN\\" or value eq \\"BOB\\"]"}          |
            {"op": "remove", "path": "members[value eq \\"nobody\\"]"}                             | ann
            {"op": "remove", "path": "members", "value": []}                                       | ann
            {"op": "remove", "path": "members", "value": [{"value": "BOB"}]}                       | ann
            {"op": "remove", "path": "members"}                                                    |
            {"op": "remove", "path": "members", "value": null}                                     |
            {"op": "replace", "path": "members", "value": [{"value": "BOB"}]}                      | bob
            {"op": "replace", "value": {"displayName": "analysts", "members": [{"value": "BOB"}]}} | bob
            """)
    void everyWayToChangeMembersChangesThem(String operation, String expected) {
        String group = scim.group("analysts", ann).id();
        var answer = patch(group, operation);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.json().isEmpty()).isTrue();
        assertThat(scim.members("analysts")).isEqualTo(expected == null ? Set.of() : Set.of(expected.split(",", -1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'op': 'add', 'path': 'members', 'value': [{'value': '00000000-0000-0000-0000-000000000000'}]}",
                "{'op': 'add', 'path': 'members', 'value': [{'value': 'ann'}]}",
                "{'op': 'add', 'path': 'members', 'value': [{'value': 7}]}",
                "{'op': 'add', 'path': 'members', 'value': [{'display': 'ann'}]}",
                "{'op': 'add', 'path': 'members', 'value': 7}",
                "{'op': 'replace', 'path': 'members[value eq \\'ANN\\']', 'value': {'value': 'BOB'}}",
                "{'op': 'replace', 'path': 'members.value', 'value': 'BOB'}",
                "{'op': 'remove', 'path': 'members[type eq \\'User\\']'}",
                "{'op': 'remove', 'path': 'members[not (value eq \\'BOB\\')]'}",
                "{'op': 'remove', 'path': 'displayName'}",
                "{'op': 'replace', 'path': 'displayName', 'value': ''}",
            })
    void whatNamesNobodyChangesNothing(String operation) {
        String group = scim.group("analysts", ann).id();
        var answer = patch(group, operation.replace('\'', '"'));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("scimType")).isNotEmpty();
        assertThat(scim.members("analysts")).containsExactly("ann");
    }

    @Test
    void ofSomebodyElsesSourceNobodyBecomesAMember() {
        String stranger = scim.send(
                        OTHER,
                        "POST",
                        "/Users",
                        "{\"schemas\": [\"" + TestingScim.USER + "\"], \"userName\": \"eve\"}",
                        null,
                        null)
                .id();
        String group = scim.group("analysts", ann).id();

        assertThat(patch(
                                group,
                                "{\"op\": \"add\", \"path\": \"members\", \"value\": [{\"value\": \"" + stranger
                                        + "\"}]}")
                        .status())
                .isEqualTo(400);
        assertThat(scim.group("others", stranger).status()).isEqualTo(400);
        assertThat(scim.send(OTHER, "GET", "/Groups/" + group, "", null, null).status())
                .isEqualTo(404);
        assertThat(scim.send(OTHER, "DELETE", "/Groups/" + group, "", null, null)
                        .status())
                .isEqualTo(404);
        assertThat(scim.members("analysts")).containsExactly("ann");
        assertThat(scim.members("others")).isEmpty();
    }

    @Test
    void aGroupMayContainGroups() {
        String inner = scim.group("inner", bob).id();
        var outer = scim.group("outer", ann, inner);

        assertThat(outer.at("/members/0/type").asString()).isEqualTo("Group");
        assertThat(outer.at("/members/0/$ref").asString()).endsWith("/Groups/" + inner);
        assertThat(scim.found("Groups", "members.value eq \"" + inner + "\"")).isEqualTo(1);
        assertThat(scim.found("Groups", "members[value eq \"" + bob + "\"]")).isEqualTo(1);
        assertThat(scim.found("Groups", "members.value eq \"" + bob + "\" or displayName sw \"OUT\""))
                .isEqualTo(2);
        assertThat(scim.get("/Groups?filter=members pr").text("scimType")).isEqualTo("invalidFilter");
        var groups = scim.pushes.now().groups();
        assertThat(groups.values())
                .filteredOn(group -> group.name().equals("outer"))
                .singleElement()
                .satisfies(group -> assertThat(group.groups()).hasSize(1));
        patch(outer.id(), "{\"op\": \"remove\", \"path\": \"members[value eq \\\"" + inner + "\\\"]\"}");
        assertThat(scim.get("/Groups/" + outer.id()).at("/members")).hasSize(1);
    }

    @Test
    void aReplacedGroupHasWhatIsSaidAndKeepsMembersOfWhomNothingIsSaid() {
        String group = scim.group("analysts", ann).id();
        String body = "{\"schemas\": [\"" + GROUP + "\"], \"displayName\": \"%s\"%s}";

        var renamed = scim.send("PUT", "/Groups/" + group, body.formatted("Data", ""));
        assertThat(renamed.status()).isEqualTo(200);
        assertThat(scim.members("Data")).containsExactly("ann");
        scim.send("PUT", "/Groups/" + group, body.formatted("Data", ", \"members\": [{\"value\": \"" + bob + "\"}]"));
        assertThat(scim.members("Data")).containsExactly("bob");
        assertThat(scim.send("PUT", "/Groups/" + group, body.formatted("Data", ", \"members\": []"))
                        .status())
                .isEqualTo(200);
        assertThat(scim.members("Data")).isEmpty();
    }

    @Test
    void everyChangeIsAVersionAndCountingThemLaterIsNone() {
        var made = scim.group("analysts", ann);
        String path = "/Groups/" + made.id();
        patch(made.id(), "{\"op\": \"add\", \"path\": \"members\", \"value\": [{\"value\": \"BOB\"}]}");
        var second = scim.get(path);
        patch(made.id(), "{\"op\": \"add\", \"path\": \"members\", \"value\": [{\"value\": \"BOB\"}]}");

        assertThat(made.headers()).containsEntry("ETag", "W/\"1\"");
        assertThat(second.headers()).containsEntry("ETag", "W/\"2\"");
        assertThat(second.at("/meta/lastModified").asString())
                .isGreaterThan(made.at("/meta/lastModified").asString());
        assertThat(scim.get(path).headers()).as("a member who was one").containsEntry("ETag", "W/\"2\"");
        assertThat(scim.entries("push.group-members")).hasSize(1);
        scim.groups.settle();
        assertThat(scim.get(path).json()).isEqualTo(second.json());
        String body = """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                 "Operations": [{"op": "remove", "path": "members[value eq \\"%s\\"]"}]}""".formatted(bob);
        assertThat(scim.ifMatch("PATCH", path, body, "W/\"1\"").status()).isEqualTo(412);
        assertThat(scim.ifMatch("PATCH", path, body, "W/\"2\"").status()).isEqualTo(204);
        scim.send("DELETE", "/Users/" + ann, "");
        assertThat(scim.get(path).headers()).as("a member who left").containsEntry("ETag", "W/\"4\"");
    }

    @Test
    void theRevisionMovesWithEachPushAndNotWhenPushesAreCounted() {
        long before = scim.pushes.now().revision();
        scim.group("analysts", ann);
        long after = scim.pushes.now().revision();
        scim.pushes.settle();

        assertThat(after).isEqualTo(before + 1);
        assertThat(scim.pushes.now().revision()).isEqualTo(after);
        scim.pushes.settle();
        scim.get("/Groups");
        assertThat(scim.pushes.now().revision()).isEqualTo(after);
    }

    @Test
    void aDeletedGroupIsGoneAndItsNameIsAnotherGroupLater() {
        String group = scim.group("analysts", ann).id();
        assertThat(scim.send("DELETE", "/Groups/" + group, "").status()).isEqualTo(204);
        assertThat(scim.pushes.now().groups()).isEmpty();
        assertThat(scim.send("DELETE", "/Groups/" + group, "").status()).isEqualTo(404);
        assertThat(patch(group, "{\"op\": \"add\", \"path\": \"members\", \"value\": [{\"value\": \"ANN\"}]}")
                        .status())
                .isEqualTo(404);
        var again = scim.group("analysts");
        assertThat(again.id()).isNotEqualTo(group);
        assertThat(scim.members("analysts")).isEmpty();
        assertThat(again.json().has("members")).isFalse();
    }

    @Test
    void membersOfAPageAreTheSameAsAll() {
        List<String> people = new java.util.ArrayList<>();
        for (int number = 0; number < 12; number++) {
            people.add(scim.user("p" + number).id());
        }
        var group = scim.group("everybody", people.toArray(String[]::new));
        assertThat(group.at("/members")
                        .valueStream()
                        .map(member -> member.path("value").asString("")))
                .containsExactlyElementsOf(people);
        var some = scim.get("/Groups/" + group.id() + "?attributes=members.value");
        assertThat(some.at("/members/11").propertyNames()).containsExactly("value");
        assertThat(some.json().has("displayName")).isFalse();
    }
}
