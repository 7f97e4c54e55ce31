package dev.mandate.service.scim;

import static dev.mandate.service.scim.TestingScim.ENTERPRISE;
import static dev.mandate.service.scim.TestingScim.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What filters find, in what order and in what pages. */
class ListTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path data;

    @SuppressWarnings("NullAway.Init")
    private static TestingScim scim;

    @BeforeAll
    static void people() {
        scim = TestingScim.over(DATABASE, data);
        scim.user("ann");
        scim.user("Bob");
        scim.send("POST", "/Users", """
                {"schemas": ["%s", "%s"], "userName": "cy", "active": false, "title": "100%% Boss_1",
                 "emails": [{"type": "home", "value": "cy@home.example"}, {"type": "work", "value": "CY@example.org"}],
                 "%s": {"department": "Sales", "manager": {"value": "m1"}}}
                """.formatted(USER, ENTERPRISE, ENTERPRISE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            userName eq "ann"                                             | 1
            userName eq "ANN"                                             | 1
            USERNAME EQ "bob"                                             | 1
            urn:ietf:params:scim:schemas:core:2.0:User:userName eq "bob"  | 1
            userName eq "nobody"                                          | 0
            userName ne "ann"                                             | 2
            userName co "n"                                               | 1
            userName sw "b"                                               | 1
            userName ew "y"                                               | 1
            userName gt "ann"                                             | 2
            userName le "bob"                                             | 2
            userName pr                                                   | 3
            userName eq null                                              | 0
            title eq null                                                 | 2
            title ne null                                                 | 1
            title ne "x"                                                  | 3
            title co "%"                                                  | 1
            title co "0%_"                                                | 0
            title sw "100% boss_"                                         | 1
            not (title pr)                                                | 2
            not (title eq "x")                                            | 3
            externalId eq "x-ann"                                         | 1
            externalId eq "X-ann"                                         | 0
            active eq true                                                | 2
            active eq "False"                                             | 1
            active ne true                                                | 1
            name.givenName eq "ANN"                                       | 1
            name pr                                                       | 2
            name.middleName pr                                            | 0
            emails eq "cy@example.org"                                    | 1
            emails.value eq "cy@HOME.example"                             | 1
            emails.value sw "cy"                                          | 1
            emails.value ne "ann@example.org"                             | 2
            emails[type eq "work" and value eq "cy@example.org"]          | 1
            emails[type eq "home" and value eq "cy@example.org"]          | 0
            emails[type eq "work"].value eq "cy@example.org"              | 1
            emails[type eq "work"].value eq "cy@home.example"             | 0
            emails[type eq "home" or type eq "work"]                      | 3
            emails[not (type eq "work")]                                  | 1
            emails[primary eq true].type eq "work"                        | 2
            emails pr                                                     | 3
            emails.display pr                                             | 0
            urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "sales" | 1
            urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq "m1" | 1
            urn:ietf:params:scim:schemas:extension:enterprise:2.0:User pr | 1
            meta.created gt "2000-01-01T00:00:00Z"                        | 3
            meta.lastModified lt "2000-01-01T00:00:00+02:00"              | 0
            id eq "7"                                                     | 0
            id pr                                                         | 3
            userName eq "ann" or userName eq "bob" and active eq false    | 1
            (userName eq "ann" or userName eq "bob") and active eq true   | 2
            userName eq "it's \\"x\\" \\\\ "                              | 0
            """)
    void finds(String filter, int expected) {
        assertThat(scim.found("Users", filter)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userName",
                "userName eq",
                "userName eq ann",
                "userName eq \"ann",
                "userName eq 5",
                "userName eq {}",
                "userName is \"ann\"",
                "nonsense eq \"x\"",
                "urn:example:User:userName eq \"x\"",
                "name eq \"x\"",
                "name.nonsense eq \"x\"",
                "active gt true",
                "active eq \"maybe\"",
                "meta.created gt \"yesterday\"",
                "meta.created co \"2026-01-01T00:00:00Z\"",
                "emails[type eq \"work\"",
                "emails[emails[type eq \"x\"]]",
                "userName[value eq \"x\"]",
                "emails[type eq \"work\"].nonsense eq \"x\"",
                "(userName pr",
                "userName pr)",
                "not userName pr",
                "userName pr and",
                "userName eq \"a\\u0000b\"",
                "userName gt null",
                "password eq \"x\"",
                "'; drop table scim.user_; --",
            })
    void refuses(String filter) {
        var answer = scim.get("/Users?filter=" + filter);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("scimType")).isEqualTo("invalidFilter");
        assertThat(scim.found("Users", "id pr")).isEqualTo(3);
    }

    @Test
    void hostileFiltersEndSoon() {
        for (String filter : List.of(
                "not (".repeat(8000) + "userName pr" + ")".repeat(8000),
                "(".repeat(21) + "userName pr" + ")".repeat(21),
                "userName pr" + " or userName pr".repeat(100),
                "userName pr" + " or userName pr".repeat(10_000),
                "userName eq \"" + "a".repeat(5000) + "\"",
                "userName eq \"" + "ä".repeat(2100) + "\"")) {
            assertThat(scim.get("/Users?filter=" + filter).text("scimType"))
                    .as(filter.substring(0, 12))
                    .isEqualTo("invalidFilter");
        }
        assertThat(scim.found("Users", "(".repeat(20) + "userName pr" + ")".repeat(20)))
                .isEqualTo(3);
        assertThat(scim.found("Users", "userName pr" + " or userName pr".repeat(99)))
                .isEqualTo(3);
    }

    @Test
    void pagesAreWhatTheRfcSays() {
        var first = scim.get("/Users?count=2&startIndex=1");
        assertThat(first.json().path("totalResults").asInt()).isEqualTo(3);
        assertThat(first.json().path("itemsPerPage").asInt()).isEqualTo(2);
        assertThat(first.json().path("startIndex").asInt()).isEqualTo(1);
        assertThat(first.each("userName")).containsExactly("ann", "Bob");
        assertThat(scim.get("/Users?count=2&startIndex=3").each("userName")).containsExactly("cy");
        assertThat(scim.get("/Users?count=2&startIndex=4").each("userName")).isEmpty();
        assertThat(scim.get("/Users?startIndex=-5&count=1").each("userName")).containsExactly("ann");
        var none = scim.get("/Users?count=0");
        assertThat(none.json().path("totalResults").asInt()).isEqualTo(3);
        assertThat(none.each("id")).isEmpty();
        assertThat(scim.get("/Users?count=-1").each("id")).isEmpty();
        assertThat(scim.get("/Users?count=99999999999").each("id")).hasSize(3);
        assertThat(scim.get("/Users?startIndex=99999999999").each("id")).isEmpty();
        assertThat(scim.get("/Users?count=x").status()).isEqualTo(400);
    }

    @Test
    void listsAreSortedAndWhoHasNothingComesLast() {
        assertThat(scim.get("/Users?sortBy=userName&sortOrder=descending").each("userName"))
                .containsExactly("cy", "Bob", "ann");
        assertThat(scim.get("/Users?sortBy=name.givenName").each("userName")).containsExactly("ann", "Bob", "cy");
        assertThat(scim.get("/Users?sortBy=name.givenName&sortOrder=descending").each("userName"))
                .containsExactly("cy", "Bob", "ann");
        assertThat(scim.get("/Users?sortBy=emails").each("userName")).containsExactly("ann", "Bob", "cy");
        assertThat(scim.get("/Users?sortBy=title").each("userName")).startsWith("cy");
        assertThat(scim.get("/Users?sortBy=meta.created").each("userName")).hasSize(3);
        assertThat(scim.get("/Users?sortBy=active").each("userName")).startsWith("cy");
        assertThat(scim.get("/Users?sortBy=nonsense").text("scimType")).isEqualTo("invalidPath");
        assertThat(scim.get("/Users?sortBy=name").text("scimType")).isEqualTo("invalidPath");
        assertThat(scim.get("/Users?sortOrder=sideways").status()).isEqualTo(400);
    }

    @Test
    void aSearchByPostIsTheSameAsAList() {
        var posted = scim.send("POST", "/Users/.search", """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "active eq true",
                 "sortBy": "userName", "sortOrder": "descending", "startIndex": 1, "count": 1,
                 "attributes": ["userName", "name.givenName"]}""");
        var asked = scim.get("/Users?filter=active eq true&sortBy=userName&sortOrder=descending&startIndex=1&count=1"
                + "&attributes=userName,name.givenName");

        assertThat(posted.status()).isEqualTo(200);
        assertThat(posted.json()).isEqualTo(asked.json());
        assertThat(posted.each("userName")).containsExactly("Bob");
        assertThat(scim.get("/Users/.search").status()).isEqualTo(405);
        assertThat(scim.send("POST", "/Users/.search", "[]").status()).isEqualTo(400);
    }

    @Test
    void somebodyWhoIsNotThereIsAnEmptyListNoError() {
        var none = scim.get("/Users?filter=userName eq \"0b9c3a40-67c0-4d0a-a7a1-0a2c8a3f3c11\"");
        assertThat(none.status()).isEqualTo(200);
        assertThat(none.json().path("totalResults").asInt()).isZero();
        assertThat(none.json().path("Resources").isArray()).isTrue();
    }
}
