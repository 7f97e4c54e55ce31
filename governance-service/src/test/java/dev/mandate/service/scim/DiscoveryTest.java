package dev.mandate.service.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server says of itself. */
class DiscoveryTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path data;

    @SuppressWarnings("NullAway.Init")
    private static TestingScim scim;

    @BeforeAll
    static void open() {
        scim = TestingScim.over(DATABASE, data);
    }

    @Test
    void saysWhatItSupports() {
        var config = scim.get("/ServiceProviderConfig");

        assertThat(config.status()).isEqualTo(200);
        assertThat(config.at("/filter/supported").asBoolean()).isTrue();
        assertThat(config.at("/filter/maxResults").asInt()).isEqualTo(1000);
        assertThat(config.at("/etag/supported").asBoolean()).isTrue();
        assertThat(config.at("/changePassword/supported").asBoolean()).isFalse();
        assertThat(config.at("/authenticationSchemes/0/type").asString()).isEqualTo("oauthbearertoken");
        assertThat(config.at("/meta/location").asString()).isEqualTo(TestingScim.BASE + "/ServiceProviderConfig");
    }

    @Test
    void listsTypesAndSchemasAndGivesEachByItsName() {
        var types = scim.get("/ResourceTypes");
        assertThat(types.each("name")).containsExactly("User", "Group");
        assertThat(types.at("/Resources/0/schemaExtensions/0/schema").asString())
                .isEqualTo(TestingScim.ENTERPRISE);
        assertThat(scim.get("/ResourceTypes/User").text("endpoint")).isEqualTo("/Users");
        var schemas = scim.get("/Schemas");
        assertThat(schemas.at("/schemas/0").asString()).endsWith(":ListResponse");
        assertThat(schemas.each("id")).contains(TestingScim.USER, TestingScim.GROUP, TestingScim.ENTERPRISE);
        assertThat(Json.text(scim.get("/Schemas/" + TestingScim.USER).json()))
                .contains("\"multiValued\"", "\"caseExact\"", "\"userName\"")
                .doesNotContain("password", "x509Certificates");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/Schemas/urn:nothing", "/ResourceTypes/Nothing", "/ServiceProviderConfig/x", "/Schemas/a/b"})
    void whatIsNotThereIsNotFound(String path) {
        assertThat(scim.get(path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/Schemas", "/ResourceTypes", "/ServiceProviderConfig"})
    void isOnlyReadAndNotFiltered(String path) {
        assertThat(scim.get(path + "?filter=id pr").status()).isEqualTo(403);
        for (String method : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
            var answer = scim.send(method, path, "{}");
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.headers()).containsEntry("Allow", "GET");
        }
    }
}
