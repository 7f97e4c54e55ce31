package dev.mandate.service.scim;

import static dev.mandate.service.scim.TestingScim.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages by cursor (RFC 9865). */
class CursorsTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestingScim scim;

    @BeforeEach
    void open() {
        scim = TestingScim.over(DATABASE, data);
        for (int number = 0; number < 7; number++) {
            scim.user("p" + number);
        }
    }

    @Test
    void everyPageFollowsTheLastWhateverIsMadeAndDeletedMeanwhile() {
        List<String> seen = new ArrayList<>();
        var page = scim.get("/Users?cursor=&count=3");
        assertThat(page.json().has("startIndex")).isFalse();
        assertThat(page.json().path("totalResults").asInt()).isEqualTo(7);
        seen.addAll(page.each("userName"));
        scim.send("DELETE", "/Users/" + page.each("id").getFirst(), "");
        scim.user("late");
        while (page.json().has("nextCursor")) {
            page = scim.get("/Users?count=3&cursor=" + page.text("nextCursor"));
            seen.addAll(page.each("userName"));
        }
        assertThat(seen).containsExactly("p0", "p1", "p2", "p3", "p4", "p5", "p6", "late");
    }

    @Test
    void theSameCursorGivesTheSamePage() {
        String cursor = scim.get("/Users?cursor=&count=3").text("nextCursor");

        assertThat(scim.get("/Users?count=3&cursor=" + cursor).each("id"))
                .isEqualTo(scim.get("/Users?count=3&cursor=" + cursor).each("id"));
        assertThat(scim.get("/Users?count=1&cursor=" + cursor).each("userName")).containsExactly("p3");
    }

    @Test
    void aSortedListHasCursorsToo() {
        String question = "/Users?sortBy=userName&sortOrder=descending&count=4&cursor=";
        var first = scim.get(question);
        var second = scim.get(question + first.text("nextCursor"));

        assertThat(first.each("userName")).containsExactly("p6", "p5", "p4", "p3");
        assertThat(second.each("userName")).containsExactly("p2", "p1", "p0");
        assertThat(second.json().has("nextCursor")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"userName", "title", "active", "id", "meta.created", "meta.lastModified", "emails.value"})
    void sortedPagesFollowTheLastOneWhateverIsMadeAndDeletedBeforeIt(String by) {
        patch(2, "title", "\"b\"");
        patch(5, "title", "\"B\"");
        patch(4, "title", "\"a\"");
        patch(3, "active", "false");
        for (String order : List.of("ascending", "descending")) {
            String question = "/Users?sortBy=" + by + "&sortOrder=" + order;
            List<String> expected = scim.get(question + "&count=100").each("userName");
            List<String> seen = new ArrayList<>();
            var page = scim.get(question + "&count=2&cursor=");
            seen.addAll(page.each("userName"));
            while (page.json().has("nextCursor")) {
                scim.send("DELETE", "/Users/" + page.each("id").getLast(), "");
                page = scim.get(question + "&count=2&cursor=" + page.text("nextCursor"));
                seen.addAll(page.each("userName"));
            }
            assertThat(seen).as(order).isEqualTo(expected);
            expected.forEach(name -> {
                if (scim.found("Users", "userName eq \"" + name + "\"") == 0) {
                    scim.user(name);
                }
            });
        }
    }

    @Test
    void whatIsMadeBeforeASortedCursorMovesNothing() {
        String question = "/Users?sortBy=userName&count=3&cursor=";
        var first = scim.get(question);
        scim.user("a");
        scim.user("p2a");

        assertThat(scim.get(question + first.text("nextCursor")).each("userName"))
                .containsExactly("p2a", "p3", "p4");
    }

    @Test
    void groupsAreSortedByWhatTheirMembersChanged() {
        for (String name : List.of("c", "a", "b")) {
            scim.group(name);
        }
        String first = scim.get("/Groups").each("id").getFirst();
        scim.send("PATCH", "/Groups/" + first, """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations":
                 [{"op": "add", "path": "members", "value": [{"value": "%s"}]}]}""".formatted(
                        scim.get("/Users?count=1").each("id").getFirst()));
        List<String> seen = new ArrayList<>();
        String question = "/Groups?sortBy=meta.lastModified&sortOrder=descending&count=1&cursor=";
        for (var page = scim.get(question); ; page = scim.get(question + page.text("nextCursor"))) {
            seen.addAll(page.each("displayName"));
            if (!page.json().has("nextCursor")) {
                break;
            }
        }

        assertThat(seen).containsExactly("c", "b", "a");
    }

    @Test
    void whatIsTooLongToBeNamedIsNoPlaceInAList() {
        patch(0, "title", "\"" + "é".repeat(751) + "\"");
        patch(1, "title", "\"" + "ö".repeat(749) + "\"");
        String question = "/Users?sortBy=title&count=1&cursor=";

        assertThat(scim.get(question).text("scimType")).isEqualTo("invalidCursor");
        var longest = scim.get("/Users?sortBy=title&sortOrder=descending&count=6&cursor=");
        assertThat(longest.text("scimType")).isEqualTo("");
        patch(0, "title", "\"a\"");
        var second = scim.get(question + scim.get(question).text("nextCursor"));
        assertThat(second.each("userName")).containsExactly("p1");
        assertThat(scim.get(question + second.text("nextCursor")).each("userName"))
                .containsExactly("p2");
    }

    private void patch(int number, String attribute, String value) {
        String id = scim.get("/Users?filter=userName eq \"p" + number + "\"")
                .each("id")
                .getFirst();
        assertThat(scim.send("PATCH", "/Users/" + id, """
                        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations":
                         [{"op": "replace", "path": "%s", "value": %s}]}""".formatted(attribute, value))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aCursorIsOfOneQuestionToOneSourceForAWhile() {
        String cursor = scim.get("/Users?cursor=&count=3").text("nextCursor");
        char other = cursor.charAt(30) == 'A' ? 'B' : 'A';
        String tampered = cursor.substring(0, 30) + other + cursor.substring(31);

        for (String path : List.of(
                "/Users?count=3&cursor=" + tampered,
                "/Users?count=3&cursor=x",
                "/Users?count=3&cursor=" + "A".repeat(5000),
                "/Users?count=3&filter=active eq true&cursor=" + cursor,
                "/Users?count=3&sortBy=userName&cursor=" + cursor,
                "/Groups?count=3&cursor=" + cursor)) {
            assertThat(scim.get(path).text("scimType")).as(path).isEqualTo("invalidCursor");
        }
        assertThat(scim.send(OTHER, "GET", "/Users?count=3&cursor=" + cursor, "", null, null)
                        .text("scimType"))
                .isEqualTo("invalidCursor");
        assertThat(scim.get("/Users?count=0&cursor=" + cursor).text("scimType")).isEqualTo("invalidCount");
        assertThat(scim.get("/Users?count=3&cursor=" + cursor).status()).isEqualTo(200);
        scim.clock.advance(Duration.ofMinutes(11));
        assertThat(scim.get("/Users?count=3&cursor=" + cursor).text("scimType")).isEqualTo("expiredCursor");
    }

    @Test
    void aSearchOverAllTypesFindsUsersAndThenGroups() {
        scim.group("analysts");
        var all = scim.send("POST", "/.search", "{\"startIndex\": 6, \"count\": 3}");
        assertThat(all.json().path("totalResults").asInt()).isEqualTo(8);
        assertThat(all.at("/Resources")
                        .valueStream()
                        .map(one -> one.at("/meta/resourceType").asString()))
                .containsExactly("User", "User", "Group");
        assertThat(scim.send("POST", "/.search", "{\"filter\": \"displayName eq \\\"analysts\\\"\"}")
                        .each("displayName"))
                .containsExactly("analysts");
        assertThat(scim.send("POST", "/.search", "{\"filter\": \"userName eq \\\"p1\\\"\"}")
                        .each("userName"))
                .containsExactly("p1");
        assertThat(scim.send("POST", "/.search", "{\"filter\": \"meta.resourceType eq \\\"Group\\\"\"}")
                        .each("displayName"))
                .containsExactly("analysts");
        assertThat(scim.send("POST", "/.search", "{\"filter\": \"nonsense eq 1\"}")
                        .text("scimType"))
                .isEqualTo("invalidFilter");
        assertThat(scim.send("POST", "/.search", "{\"cursor\": \"\"}").text("scimType"))
                .isEqualTo("invalidCursor");
        assertThat(scim.get("/.search").status()).isEqualTo(405);
    }
}
