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
