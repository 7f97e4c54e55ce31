package dev.mandate.service.scim;

import static dev.mandate.service.scim.TestingScim.GROUP;
import static dev.mandate.service.scim.TestingScim.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many operations in one request. */
class BulkTest {
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

    private TestingScim.Reply bulk(String operations) {
        return bulk("", operations);
    }

    private TestingScim.Reply bulk(String more, String operations) {
        return scim.send("POST", "/Bulk", """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], %s "Operations": [%s]}""".formatted(more, operations));
    }

    private static String user(String bulkId, String name) {
        return """
                {"method": "POST", "bulkId": "%s", "path": "/Users", "data": {"schemas": ["%s"], "userName": "%s"}}""".formatted(bulkId, USER, name);
    }

    private static String group(String bulkId, String name, String member) {
        return """
                {"method": "post", "bulkId": "%s", "path": "/Groups",
                 "data": {"schemas": ["%s"], "displayName": "%s", "members": [{"value": "%s"}]}}""".formatted(bulkId, GROUP, name, member);
    }

    @Test
    void anOperationNamesAnotherWhereverItStands() {
        var done = bulk(group("g", "analysts", "bulkId:u") + "," + user("u", "ann") + """
                , {"method": "PATCH", "path": "/Users/bulkId:u", "data":
                  {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                   "Operations": [{"op": "add", "path": "title", "value": "Boss"}]}}""");

        assertThat(done.status()).isEqualTo(200);
        assertThat(done.at("/Operations")
                        .valueStream()
                        .map(one -> one.path("status").asString()))
                .containsExactly("201", "201", "200");
        assertThat(done.at("/Operations/0/bulkId").asString()).isEqualTo("g");
        assertThat(done.at("/Operations/0/location").asString()).startsWith(TestingScim.BASE + "/Groups/");
        assertThat(done.at("/Operations/1/version").asString()).isEqualTo("W/\"1\"");
        assertThat(scim.members("analysts")).containsExactly("ann");
        assertThat(scim.get("/Users?filter=title eq \"boss\"").each("userName")).containsExactly("ann");
    }

    @Test
    void whatNamesOneAnotherOrNobodyIsRefused() {
        var done = bulk(group("a", "one", "bulkId:b") + "," + group("b", "two", "bulkId:a") + "," + user("u", "ann")
                + "," + group("c", "three", "bulkId:nothing") + "," + user("v", "ANN") + ","
                + group("d", "four", "bulkId:v"));

        assertThat(done.at("/Operations")
                        .valueStream()
                        .map(one -> one.path("status").asString()))
                .containsExactly("409", "409", "201", "400", "409", "409");
        assertThat(done.at("/Operations/0/response/status").asString()).isEqualTo("409");
        assertThat(scim.pushes.now().groups()).isEmpty();
    }

    @Test
    void itEndsAfterAsManyErrorsAsItIsAllowed() {
        var done = bulk("\"failOnErrors\": 1,", user("u", "ann") + "," + user("v", "ann") + "," + user("w", "bob"));

        assertThat(done.at("/Operations")).hasSize(2);
        assertThat(scim.found("Users", "userName eq \"bob\"")).isZero();
        assertThat(bulk("\"failOnErrors\": 2,", user("x", "ann") + "," + user("y", "bob"))
                        .at("/Operations"))
                .hasSize(2);
    }

    @Test
    void versionsCountAndOnlyResourcesAreReached() {
        String ann = scim.user("ann").id();
        var done = bulk("""
                {"method": "DELETE", "path": "/Users/%s", "version": "W/\\"9\\""},
                {"method": "GET", "path": "/Users/%s"}, {"method": "POST", "path": "/Bulk", "bulkId": "x", "data": {}},
                {"method": "POST", "path": "/Users/.search", "bulkId": "y", "data": {}},
                {"method": "POST", "path": "/Users", "data": {}}, {"method": "DELETE", "path": "/Users/%s"}""".formatted(ann, ann, ann));

        assertThat(done.at("/Operations")
                        .valueStream()
                        .map(one -> one.path("status").asString()))
                .containsExactly("412", "400", "400", "400", "400", "204");
    }

    @Test
    void whatIsTooLargeIsRefusedAsAWhole() {
        var many = new StringBuilder(user("u0", "p0"));
        for (int number = 1; number <= 1000; number++) {
            many.append(",{\"method\": \"DELETE\", \"path\": \"/Users/x\"}");
        }
        assertThat(bulk(many.toString()).status()).isEqualTo(413);
        assertThat(bulk("\"x\": \"" + "y".repeat(1 << 20) + "\",", user("u", "ann"))
                        .status())
                .isEqualTo(413);
        assertThat(scim.get("/Bulk").status()).isEqualTo(405);
        assertThat(scim.send("POST", "/Bulk", "{}").status()).isEqualTo(400);
        assertThat(scim.found("Users", "id pr")).isZero();
    }
}
