package dev.mandate.service.scim;

import static dev.mandate.service.scim.TestingScim.CORP;
import static dev.mandate.service.scim.TestingScim.ENTERPRISE;
import static dev.mandate.service.scim.TestingScim.OTHER;
import static dev.mandate.service.scim.TestingScim.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People as identity providers push them. */
class UsersTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestingScim scim;

    @BeforeEach
    void open() {
        scim = TestingScim.over(DATABASE, data);
    }

    @Test
    void aUserIsAPersonOfTheDirectory() {
        var made = scim.user("ann");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.headers())
                .containsEntry("Location", TestingScim.BASE + "/Users/" + made.id())
                .containsEntry("ETag", "W/\"1\"");
        assertThat(made.at("/meta/location").asString())
                .isEqualTo(made.headers().get("Location"));
        assertThat(made.at("/meta/resourceType").asString()).isEqualTo("User");
        assertThat(made.at("/meta/created")).isEqualTo(made.at("/meta/lastModified"));
        var ann = scim.subject("ann");
        assertThat(ann.id().value()).isEqualTo(made.id());
        assertThat(ann.state()).isEqualTo(SubjectState.ACTIVE);
        assertThat(ann.attributes())
                .isEqualTo(Map.of(
                        "username", "ann",
                        "email", "ann@example.org",
                        "name", "ann Example",
                        "externalId", "x-ann"));
        assertThat(scim.get("/Users/" + made.id()).json()).isEqualTo(made.json());
        assertThat(scim.entries("push.joined"))
                .singleElement()
                .asString()
                .contains(made.id(), "\"kind\":\"source\"")
                .doesNotContain("ann");
    }

    @Test
    void aNameIsGivenOnceInAnyCaseOnPostAndOnPut() {
        scim.user("ann");
        var bob = scim.user("bob");

        var again = scim.user("ANN");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("scimType")).isEqualTo("uniqueness");
        assertThat(again.text("status")).isEqualTo("409");
        var renamed =
                scim.send("PUT", "/Users/" + bob.id(), "{\"schemas\": [\"" + USER + "\"], \"userName\": \"Ann\"}");
        assertThat(renamed.status()).isEqualTo(409);
        assertThat(scim.get("/Users/" + bob.id()).text("userName")).isEqualTo("bob");
        assertThat(scim.pushes.now().subjects()).hasSize(2);
        assertThat(scim.send(
                                OTHER,
                                "POST",
                                "/Users",
                                "{\"schemas\": [\"" + USER + "\"], \"userName\": \"ann\"}",
                                null,
                                null)
                        .status())
                .as("names are of one source")
                .isEqualTo(201);
    }

    @Test
    void anInactiveUserMayHoldNothingAndIsStillFound() {
        var ann = scim.user("ann");
        var off = scim.send("PUT", "/Users/" + ann.id(), """
                {"schemas": ["%s"], "userName": "ann", "active": "False"}""".formatted(USER));

        assertThat(off.at("/active").isBoolean()).isTrue();
        assertThat(off.at("/active").asBoolean()).isFalse();
        assertThat(scim.subject("ann").state()).isEqualTo(SubjectState.SUSPENDED);
        assertThat(scim.found("Users", "userName eq \"ann\"")).isEqualTo(1);
        assertThat(scim.entries("push.changed")).singleElement().asString().contains("\"before\":\"active\"");

        scim.send("PUT", "/Users/" + ann.id(), "{\"schemas\": [\"" + USER + "\"], \"userName\": \"ann\"}");
        assertThat(scim.subject("ann").state())
                .as("being left out makes nobody active")
                .isEqualTo(SubjectState.SUSPENDED);
    }

    @Test
    void whoIsDeletedHasLeftAndComesBackAsSomebodyElse() {
        var ann = scim.user("ann");

        assertThat(scim.send("DELETE", "/Users/" + ann.id(), "").status()).isEqualTo(204);
        assertThat(scim.subject("ann").state()).isEqualTo(SubjectState.LEFT);
        assertThat(scim.get("/Users/" + ann.id()).status()).isEqualTo(404);
        assertThat(scim.send("DELETE", "/Users/" + ann.id(), "").status()).isEqualTo(404);
        assertThat(scim.found("Users", "userName eq \"ann\"")).isZero();
        var again = scim.user("ann");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.id()).isNotEqualTo(ann.id());
        assertThat(scim.entries("push.left")).singleElement().asString().contains(ann.id());
    }

    @Test
    void whatNobodyMaySayIsNotTaken() {
        var made = scim.send("POST", "/Users", """
                {"schemas": ["%s", "urn:example:unknown"], "USERNAME": "eve", "id": "00000000-0000-0000-0000-000000000001",
                 "meta": {"version": "W/\\"99\\""}, "groups": [{"value": "admins"}], "GROUPS": null, "isAdmin": true,
                 "password": "hunter2", "urn:example:unknown": {"a": 1},
                 "%s": {"department": "Sales", "isAdmin": true, "manager": {"value": "m1", "displayName": "Boss"}}}
                """.formatted(USER, ENTERPRISE));

        assertThat(made.status()).isEqualTo(400);
        assertThat(made.text("detail")).contains("'GROUPS' is there twice");
        made = scim.send("POST", "/Users", """
                {"schemas": ["%s", "urn:example:unknown"], "USERNAME": "eve", "id": "00000000-0000-0000-0000-000000000001",
                 "meta": {"version": "W/\\"99\\""}, "GROUPS": [{"value": "admins"}], "isAdmin": true,
                 "password": "hunter2", "urn:example:unknown": {"a": 1},
                 "%s": {"department": "Sales", "isAdmin": true, "manager": {"value": "m1", "displayName": "Boss"}}}
                """.formatted(USER, ENTERPRISE));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.id()).isNotEqualTo("00000000-0000-0000-0000-000000000001");
        assertThat(made.json().propertyNames())
                .containsExactlyInAnyOrder("schemas", "id", "userName", "active", ENTERPRISE, "meta");
        assertThat(Json.text(made.json().path(ENTERPRISE)))
                .isEqualTo("{\"department\":\"Sales\",\"manager\":{\"value\":\"m1\"}}");
        assertThat(made.at("/schemas/1").asString()).isEqualTo(ENTERPRISE);
        assertThat(scim.subject("eve").attributes()).containsEntry("department", "Sales");
        assertThat(DATABASE.queries()
                        .fetch("select document::text from scim.user_")
                        .formatJSON())
                .doesNotContain("hunter2", "isAdmin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{\"userName\": \"x\"}",
                "{\"schemas\": [\"SCHEMA\"]}",
                "{\"schemas\": [\"SCHEMA\"], \"userName\": \"\"}",
                "{\"schemas\": [\"SCHEMA\"], \"userName\": \"  \"}",
                "{\"schemas\": [\"SCHEMA\"], \"userName\": 5}",
                "{\"schemas\": [\"SCHEMA\"], \"userName\": {\"a\": 1}}",
                "{\"schemas\": [\"SCHEMA\"], \"userName\": \"a\\u0000b\"}",
                "{\"schemas\": [\"SCHEMA\"], \"userName\": \"a\\ud800b\"}",
                "{\"schemas\": [\"SCHEMA\"], \"userName\": \"a\\nb\"}",
                "{\"schemas\": [\"SCHEMA\"], \"userName\": \"x\", \"userName\": \"y\"}",
                "{\"schemas\": [\"SCHEMA\"], \"userName\": \"x\", \"active\": \"maybe\"}",
                "{\"schemas\": [\"SCHEMA\"], \"userName\": \"x\", \"active\": 1}",
                "{\"schemas\": [\"SCHEMA\"], \"userName\": \"x\", \"emails\": [5]}",
                "{\"schemas\": [\"SCHEMA\"], \"userName\": \"x\", \"name\": [\"a\"]}",
                "{\"schemas\": [\"SCHEMA\"], \"userName\": \"x\", \"emails\": [{\"value\": \"a\", \"primary\": true},"
                        + " {\"value\": \"b\", \"primary\": true}]}",
            })
    void whatIsNoUserIsRefusedAndNothingIsKept(String body) {
        var answer = scim.send("POST", "/Users", body.replace("SCHEMA", USER));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("status")).isEqualTo("400");
        assertThat(answer.text("scimType")).isIn("invalidSyntax", "invalidValue");
        assertThat(answer.text("detail")).isNotBlank();
        assertThat(answer.at("/schemas/0").asString()).isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
        assertThat(scim.pushes.now().subjects()).isEmpty();
    }

    @Test
    void aNameIsAsLongAsNamesOfTheDirectoryMayBe() {
        String body = "{\"schemas\": [\"" + USER + "\"], \"userName\": \"%s\"}";
        assertThat(scim.send("POST", "/Users", body.formatted("n".repeat(1024))).status())
                .isEqualTo(201);
        assertThat(scim.send("POST", "/Users", body.formatted("n".repeat(1025))).status())
                .isEqualTo(400);
    }

    @Test
    void oneSourceSeesAndTouchesNothingOfAnother() {
        var ann = scim.user("ann");
        String path = "/Users/" + ann.id();

        assertThat(scim.send(OTHER, "GET", path, "", null, null).status()).isEqualTo(404);
        assertThat(scim.send(OTHER, "DELETE", path, "", null, null).status()).isEqualTo(404);
        assertThat(scim.send(OTHER, "PUT", path, "{\"schemas\": [\"" + USER + "\"], \"userName\": \"x\"}", null, null)
                        .status())
                .isEqualTo(404);
        var list = scim.send(OTHER, "GET", "/Users", "", null, null);
        assertThat(list.json().path("totalResults").asInt()).isZero();
        assertThat(scim.subject("ann").state()).isEqualTo(SubjectState.ACTIVE);
    }

    @Test
    void aClientWithAnOldVersionChangesNothing() {
        var ann = scim.user("ann");
        String path = "/Users/" + ann.id();
        String body = "{\"schemas\": [\"" + USER + "\"], \"userName\": \"ann\", \"title\": \"%s\"}";
        var second = scim.ifMatch("PUT", path, body.formatted("Boss"), "W/\"1\"");

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.headers()).containsEntry("ETag", "W/\"2\"");
        assertThat(second.at("/meta/version").asString()).isEqualTo("W/\"2\"");
        assertThat(scim.ifMatch("PUT", path, body.formatted("Clerk"), "W/\"1\"").status())
                .isEqualTo(412);
        assertThat(scim.ifMatch("DELETE", path, "", "\"1\"").status()).isEqualTo(412);
        assertThat(scim.get(path).text("title")).isEqualTo("Boss");
        assertThat(scim.ifNoneMatch(path, "W/\"2\"").status()).isEqualTo(304);
        assertThat(scim.ifNoneMatch(path, "W/\"1\"").status()).isEqualTo(200);
        assertThat(scim.send("PUT", path, body.formatted("Boss")).headers())
                .as("what changes nothing is no new version")
                .containsEntry("ETag", "W/\"2\"");
        assertThat(scim.ifMatch("DELETE", path, "", "W/\"1\", \"2\"").status()).isEqualTo(204);
    }

    @Test
    void onlyWhatIsAskedForIsShown() {
        var ann = scim.user("ann");
        String path = "/Users/" + ann.id();

        assertThat(scim.get(path + "?attributes=userName").json().propertyNames())
                .containsExactlyInAnyOrder("schemas", "id", "userName");
        assertThat(scim.get(path + "?attributes=NAME.givenName,emails.VALUE,nonsense")
                        .json()
                        .propertyNames())
                .containsExactlyInAnyOrder("schemas", "id", "name", "emails");
        assertThat(Json.text(scim.get(path + "?attributes=name.givenName").at("/name")))
                .isEqualTo("{\"givenName\":\"ann\"}");
        assertThat(scim.get(path + "?excludedAttributes=id,emails.type,name")
                        .json()
                        .propertyNames())
                .contains("id", "emails", "userName")
                .doesNotContain("name");
        assertThat(scim.get(path + "?excludedAttributes=emails.type")
                        .at("/emails/0")
                        .propertyNames())
                .doesNotContain("type");
        assertThat(scim.get(path + "?attributes=" + USER + ":userName").json().has("userName"))
                .isTrue();
        assertThat(scim.get(path + "?attributes=nonsense").json().propertyNames())
                .containsExactlyInAnyOrder("schemas", "id");
    }

    @Test
    void everyWrongMethodAndPathIsASayingError() {
        for (String path : new String[] {
            "/Users/x", "/Users/1", "/Users/" + new java.util.UUID(0, 0), "/Nothing", "/", "/Users/a/b"
        }) {
            var answer = scim.get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.text("status")).isEqualTo("404");
        }
        assertThat(scim.send("DELETE", "/Users", "").headers()).containsEntry("Allow", "GET, POST");
        assertThat(scim.send("DELETE", "/Users", "").status()).isEqualTo(405);
        assertThat(scim.send("POST", "/Users/" + new java.util.UUID(0, 0), "{}").status())
                .isEqualTo(405);
        assertThat(scim.get("/Me").status()).isEqualTo(501);
    }

    @Test
    void theSourceTellsWhatItKnowsAndWhenItWasLastHeardOf() {
        scim.user("ann");
        var check = scim.pushes.directory.check(CORP);

        assertThat(check.people()).isEqualTo(1);
        assertThat(check.findings()).isEmpty();
        assertThat(check.blindSpots()).anyMatch(spot -> spot.contains("last called, at 20"));
        assertThat(scim.pushes.directory.doubts()).doesNotContainKey(CORP).containsKey(OTHER);
        scim.clock.advance(java.time.Duration.ofDays(8));
        assertThat(scim.pushes.directory.stale()).contains(CORP);
    }
}
