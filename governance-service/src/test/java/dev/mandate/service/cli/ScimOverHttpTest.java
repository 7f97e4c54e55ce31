package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SCIM as providers reach it, with tokens as an operator makes them. */
class ScimOverHttpTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String ANN =
            "{\"schemas\": [\"urn:ietf:params:scim:schemas:core:2.0:User\"], \"userName\": \"ann\"}";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    @SuppressWarnings("NullAway.Init")
    private static TestingWeb web;

    @SuppressWarnings("NullAway.Init")
    private static TestingCommandLine line;

    @SuppressWarnings("NullAway.Init")
    private static String token;

    @BeforeAll
    static void start() throws IOException {
        Path config =
                TestingCommandLine.config(home, "  - {id: hr, type: scim}\n  - {id: okta, type: scim, rate: 5}\n");
        line = new TestingCommandLine(config);
        web = TestingWeb.start(config);
        token = token("hr");
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static String token(String source) {
        assertThat(line.mandate("source", "token", "add", source, "--output", "table"))
                .as(line::err)
                .isZero();
        return line.out().strip();
    }

    @Test
    void nobodyIsAnsweredWithoutTheSourcesToken() throws Exception {
        for (String path :
                new String[] {"/hr/Users", "/hr/Schemas", "/hr", "/", "", "/nothing/Users", "/corp/Users", "/okta/Users"
                }) {
            for (String wrong : new String[] {"", "Bearer x", "Bearer ", "Basic " + token, "Bearer " + token + "x"}) {
                var answer = send(request(path, wrong).build());
                assertThat(answer.statusCode()).as(path).isEqualTo(401);
                assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
                assertThat(answer.body()).contains("\"status\":\"401\"");
            }
        }
        assertThat(send(request("/okta/Users", "Bearer " + token).build()).statusCode())
                .isEqualTo(401);
        assertThat(send(request("/hr/Users", "bearer " + token).build()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void bothTypesOfJsonAreTakenAndOneIsAnswered() throws Exception {
        int expected = 201;
        for (String type :
                new String[] {"application/scim+json", "application/json; charset=utf-8", "application/json"}) {
            var answer = send(request("/hr/Users/", "Bearer " + token)
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofString(ANN))
                    .build());
            assertThat(answer.statusCode()).isEqualTo(expected);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(said -> assertThat(said).startsWith("application/scim+json"));
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            expected = 409;
        }
        assertThat(send(request("/hr/Users", "Bearer " + token)
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString(ANN))
                                .build())
                        .statusCode())
                .isEqualTo(415);
        var found = send(request("/hr/Users?filter=userName%20eq%20%22ANN%22", "Bearer " + token)
                .build());
        assertThat(found.body()).contains("\"totalResults\":1", web.url() + "/scim/v2/hr/Users/");
    }

    @Test
    void whatIsTooLargeOrTooFastIsRefused() throws Exception {
        var large = send(request("/hr/Users", "Bearer " + token)
                .POST(BodyPublishers.ofByteArray(new byte[(16 << 20) + 1]))
                .build());
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("\"status\":\"413\"");
        String other = "Bearer " + token("okta");
        HttpResponse<String> last = send(request("/okta/Users", other).build());
        for (int i = 0; i < 40 && last.statusCode() == 200; i++) {
            last = send(request("/okta/Users", other).build());
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).contains("1");
        assertThat(send(request("/hr/Users", "Bearer " + token).build()).statusCode())
                .as("another source goes on")
                .isEqualTo(200);
    }

    @Test
    void anOperatorMakesListsAndEndsTokens() throws Exception {
        assertThat(line.mandate("source", "token", "add", "hr", "--output", "json"))
                .isZero();
        String made = line.out();
        String id = made.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1").strip();
        String secret = made.replaceAll(".*\"token\":\"([^\"]*)\".*", "$1").strip();
        assertThat(send(request("/hr/Users", "Bearer " + secret).build()).statusCode())
                .isEqualTo(200);

        assertThat(line.mandate("source", "token", "list", "hr")).isZero();
        assertThat(line.out()).contains(id).doesNotContain(secret, token);
        assertThat(line.mandate("source", "token", "list", "hr", "--output", "json"))
                .isZero();
        assertThat(line.mandate("source", "token", "end", "hr", id)).isZero();
        assertThat(send(request("/hr/Users", "Bearer " + secret).build()).statusCode())
                .isEqualTo(401);
        assertThat(line.mandate("source", "token", "add", "corp")).isEqualTo(1);
        assertThat(line.err()).contains("no source 'corp' of the type scim");
        assertThat(line.mandate("source", "token", "add", "hr", "--valid", "10y"))
                .isEqualTo(64);
    }

    @Test
    void theSourceIsLookedAtAsEveryOther() {
        assertThat(line.mandate("source", "check", "hr", "--output", "table")).isZero();
        assertThat(line.out()).contains("Source hr", "blind to  whoever the provider does not tell of");
    }

    private static HttpRequest.Builder request(String path, String authorization) {
        var request = HttpRequest.newBuilder(URI.create(web.url() + "/scim/v2" + path));
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
