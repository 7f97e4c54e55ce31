package dev.mandate.service.scim;

import static dev.mandate.service.scim.TestingScim.ENTERPRISE;
import static dev.mandate.service.scim.TestingScim.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patches of users, as the RFC, Entra and Okta have them. */
class PatchTest {
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
        ann = "/Users/" + scim.user("ann").id();
    }

    private TestingScim.Reply patch(String operations) {
        return scim.send("PATCH", ann, """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [%s]}""".formatted(operations));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'op': 'Replace', 'path': 'active', 'value': 'False'}",
                "{'op': 'rEPLACE', 'path': 'ACTIVE', 'value': 'false'}",
                "{'op': 'replace', 'value': {'active': false}}",
                "{'op': 'replace', 'value': {'id': 'x', 'active': 'False'}}",
                "{'op': 'add', 'path': 'urn:ietf:params:scim:schemas:core:2.0:User:active', 'value': false}",
                "{'op': 'replace', 'value': {'urn:ietf:params:scim:schemas:core:2.0:User:active': false}}",
            })
    void everyWayToDisableSomebodySuspendsThem(String operation) {
        var off = patch(operation.replace('\'', '"'));

        assertThat(off.status()).isEqualTo(200);
        assertThat(off.at("/active").asBoolean(true)).isFalse();
        assertThat(scim.subject("ann").state()).isEqualTo(SubjectState.SUSPENDED);
        assertThat(scim.found("Users", "active eq false")).isEqualTo(1);
    }

    @Test
    void removingActiveMakesNobodyActive() {
        patch("{\"op\": \"replace\", \"path\": \"active\", \"value\": false}");
        var removed = patch("{\"op\": \"remove\", \"path\": \"active\"}");

        assertThat(removed.status()).isEqualTo(400);
        assertThat(scim.subject("ann").state()).isEqualTo(SubjectState.SUSPENDED);
    }

    @Test
    void entrasKeysWithDotsAndUrnsReachWhatTheyMean() {
        var now = patch("""
                {"op": "Replace", "value": {"name.givenName": "Anna", "displayName": "Anna E",
                 "%s:department": "Sales", "%s:manager": "m1", "emails[type eq \\"work\\"].value": "anna@example.org",
                 "%s": {"employeeNumber": "7"}, "isAdmin": true, "urn:example:x": {"a": 1}}}""".formatted(ENTERPRISE, ENTERPRISE, ENTERPRISE));

        assertThat(now.status()).isEqualTo(200);
        assertThat(now.at("/name/givenName").asString()).isEqualTo("Anna");
        assertThat(now.at("/name/familyName").asString()).isEqualTo("Example");
        assertThat(now.text("displayName")).isEqualTo("Anna E");
        assertThat(Json.text(now.json().path(ENTERPRISE)))
                .contains("\"department\":\"Sales\"", "\"employeeNumber\":\"7\"", "\"manager\":{\"value\":\"m1\"}");
        assertThat(now.at("/emails/0/value").asString()).isEqualTo("anna@example.org");
        assertThat(now.at("/emails")).hasSize(1);
        assertThat(now.json().propertyNames())
                .noneMatch(name ->
                        name.contains("." + "givenName") || name.equals("isAdmin") || name.startsWith("urn:example"));
        assertThat(scim.subject("ann").attributes())
                .containsEntry("name", "Anna E")
                .containsEntry("email", "anna@example.org")
                .containsEntry("department", "Sales");
        assertThat(scim.found("Users", "emails.value eq \"anna@example.org\"")).isEqualTo(1);
        assertThat(scim.found("Users", "emails.value eq \"ann@example.org\"")).isZero();
    }

    @Test
    void aPathMayBeginWithTheUrnOfItsSchema() {
        patch("{\"op\": \"replace\", \"path\": \"" + USER + ":userName\", \"value\": \"anna\"}");
        patch("{\"op\": \"add\", \"path\": \"" + USER + ":name.givenName\", \"value\": \"Anna\"}");
        var now = patch("{\"op\": \"add\", \"path\": \"" + ENTERPRISE + ":employeeNumber\", \"value\": \"7\"}");

        assertThat(now.text("userName")).isEqualTo("anna");
        assertThat(now.at("/name/givenName").asString()).isEqualTo("Anna");
        assertThat(now.json().has(USER)).isFalse();
        assertThat(now.json().path(ENTERPRISE).path("employeeNumber").asString())
                .isEqualTo("7");
        assertThat(scim.found("Users", "userName eq \"anna\"")).isEqualTo(1);
        var without = patch("{\"op\": \"remove\", \"path\": \"" + ENTERPRISE + ":employeeNumber\"}");
        assertThat(without.json().has(ENTERPRISE)).isFalse();
        assertThat(without.at("/schemas")).hasSize(1);
    }

    @Test
    void aValueThatIsThereIsNotAddedTwice() {
        patch("{\"op\": \"add\", \"path\": \"emails\", \"value\": [{\"value\": \"ann@example.org\", \"type\": \"work\","
                + " \"display\": \"Ann\"}]}");
        var now =
                patch("{\"op\": \"add\", \"path\": \"emails\", \"value\": {\"value\": \"b@x.org\", \"type\": \"home\","
                        + " \"primary\": true}}");

        assertThat(now.at("/emails")).hasSize(2);
        assertThat(now.at("/emails/0/display").asString()).isEqualTo("Ann");
        assertThat(now.at("/emails/0/primary").asBoolean(false))
                .as("the new one is primary alone")
                .isFalse();
        assertThat(now.at("/emails/1/primary").asBoolean(false)).isTrue();
        assertThat(scim.subject("ann").attributes()).containsEntry("email", "b@x.org");
    }

    @Test
    void valuesAreChosenChangedMadeAndRemoved() {
        assertThat(patch(
                                "{\"op\": \"replace\", \"path\": \"emails[type eq \\\"home\\\"].value\", \"value\": \"h@x.org\"}")
                        .text("scimType"))
                .isEqualTo("noTarget");
        var added =
                patch("{\"op\": \"Add\", \"path\": \"emails[type eq \\\"home\\\"].value\", \"value\": \"h@x.org\"}");
        assertThat(added.at("/emails/1/type").asString()).isEqualTo("home");
        assertThat(added.at("/emails/1/value").asString()).isEqualTo("h@x.org");
        var replaced = patch(
                "{\"op\": \"replace\", \"path\": \"emails[type eq \\\"home\\\"]\", \"value\": {\"value\": \"i@x.org\"}}");
        assertThat(replaced.at("/emails/1/value").asString()).isEqualTo("i@x.org");
        assertThat(patch("{\"op\": \"remove\", \"path\": \"emails[type eq \\\"nothing\\\"]\"}")
                        .at("/emails"))
                .hasSize(2);
        var removed = patch("{\"op\": \"Remove\", \"path\": \"emails[type eq \\\"home\\\"]\"}");
        assertThat(removed.at("/emails")).hasSize(1);
        assertThat(patch("{\"op\": \"add\", \"path\": \"emails[type ne \\\"work\\\"].value\", \"value\": \"j@x.org\"}")
                        .text("scimType"))
                .isEqualTo("noTarget");
        assertThat(patch("{\"op\": \"remove\", \"path\": \"emails\"}").json().has("emails"))
                .isFalse();
        assertThat(scim.subject("ann").attributes()).doesNotContainKey("email");
    }

    @Test
    void stepsAreDoneInOrderOrNotAtAll() {
        var all = patch("""
                {"op": "add", "path": "title", "value": "Clerk"}, {"op": "replace", "path": "title", "value": "Boss"},
                {"op": "remove", "path": "nickName"}, {"op": "add", "path": "nickName", "value": "A"}""");
        assertThat(all.text("title")).isEqualTo("Boss");
        assertThat(all.text("nickName")).isEqualTo("A");
        var none = patch("""
                {"op": "replace", "path": "title", "value": "Queen"}, {"op": "replace", "path": "nonsense", "value": 1}""");
        assertThat(none.status()).isEqualTo(400);
        assertThat(scim.get(ann).text("title")).isEqualTo("Boss");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"op": "remove", "path": "userName"}                                      | invalidValue
            {"op": "replace", "path": "userName", "value": null}                      | invalidValue
            {"op": "replace", "path": "userName", "value": ""}                        | invalidValue
            {"op": "replace", "path": "userName", "value": 5}                         | invalidValue
            {"op": "replace", "path": "id", "value": "x"}                             | mutability
            {"op": "replace", "path": "meta.version", "value": "x"}                   | mutability
            {"op": "add", "path": "groups", "value": [{"value": "admins"}]}           | mutability
            {"op": "add", "path": "GROUPS", "value": [{"value": "admins"}]}           | mutability
            {"op": "add", "value": {"Groups": [{"value": "admins"}]}}                 | mutability
            {"op": "remove", "path": "groups[value eq \\"x\\"]"}                      | mutability
            {"op": "replace", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName", "value": "x"} | mutability
            {"op": "replace", "path": "password", "value": "x"}                       | invalidPath
            {"op": "replace", "path": "nonsense", "value": "x"}                       | invalidPath
            {"op": "replace", "path": "name[type eq \\"x\\"]", "value": "x"}          | invalidPath
            {"op": "replace", "path": "emails[type eq \\"x\\"", "value": "x"}         | invalidPath
            {"op": "replace", "path": "emails[type eq \\"x\\"].nonsense", "value": "x"} | invalidPath
            {"op": "replace", "path": "emails[type is \\"x\\"].value", "value": "x"}  | invalidFilter
            {"op": "remove"}                                                          | noTarget
            {"op": "replace", "value": "x"}                                           | invalidValue
            {"op": "copy", "path": "title", "value": "x"}                             | invalidSyntax
            {"path": "title", "value": "x"}                                           | invalidSyntax
            {"op": 5, "path": "title", "value": "x"}                                  | invalidSyntax
            {"op": "replace", "path": "active", "value": "perhaps"}                   | invalidValue
            {"op": "add", "path": "emails", "value": [{"value": "a", "primary": true}, {"value": "b", "primary": true}]} | invalidValue
            5                                                                         | invalidSyntax
            """)
    void whatCannotBeIsRefusedAndChangesNothing(String operation, String type) {
        var before = scim.get(ann).json();
        var answer = patch(operation);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("scimType")).isEqualTo(type);
        assertThat(scim.get(ann).json()).isEqualTo(before);
    }

    @Test
    void aNameThatSomebodyHasIsRefusedAndAnOldVersionToo() {
        scim.user("bob");
        var taken = patch("{\"op\": \"replace\", \"path\": \"userName\", \"value\": \"BOB\"}");
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.text("scimType")).isEqualTo("uniqueness");
        String body = """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                 "Operations": [{"op": "add", "path": "title", "value": "Boss"}]}""";
        assertThat(scim.ifMatch("PATCH", ann, body, "W/\"9\"").status()).isEqualTo(412);
        assertThat(scim.ifMatch("PATCH", ann, body, "W/\"1\"").status()).isEqualTo(200);
        assertThat(scim.ifMatch("PATCH", ann, body, "W/\"1\"").status()).isEqualTo(412);
        assertThat(scim.send("PATCH", ann, "{\"Operations\": [{\"op\": \"remove\", \"path\": \"title\"}]}")
                        .text("scimType"))
                .isEqualTo("invalidSyntax");
        assertThat(scim.send("PATCH", "/Users/" + new java.util.UUID(0, 0), body)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aPatchThatComesTwiceIsDoneOnce() {
        String operation = "{\"op\": \"add\", \"path\": \"emails\", \"value\": [{\"value\": \"b@x.org\"}]}";
        var first = patch(operation);
        var second = patch(operation);

        assertThat(second.json()).isEqualTo(first.json());
        assertThat(scim.entries("push.changed")).hasSize(1);
    }
}
