package dev.mandate.service.signin;

import dev.mandate.service.platform.Requirement;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Keycloak itself, on loopback, its data in memory, with people and a client. */
public final class TestingKeycloak implements AutoCloseable {
    private final KeycloakServer server;

    private TestingKeycloak(KeycloakServer server) {
        this.server = server;
    }

    /**
     * Starts it, with people and a client.
     *
     * @param mandate where the service answers
     */
    public static TestingKeycloak start(Path logs, String mandate) throws IOException, InterruptedException {
        Requirement.of("keycloak", Files.isRegularFile(KeycloakServer.ZIP), KeycloakServer.COPY);
        var keycloak = new TestingKeycloak(
                KeycloakServer.start("sign-in", List.of("--db=dev-mem"), List.of(), "-Xmx400m", logs));
        keycloak.makeRealm(mandate);
        return keycloak;
    }

    private void makeRealm(String mandate) throws IOException, InterruptedException {
        try (InputStream realm = TestingKeycloak.class.getResourceAsStream("/keycloak/realm.json")) {
            String json = new String(Objects.requireNonNull(realm).readAllBytes(), StandardCharsets.UTF_8);
            server.admin("POST", "/admin/realms", json.replace("MANDATE", mandate));
        }
    }

    public String issuer() {
        return server.url() + "/realms/corp";
    }

    private String userId(String name) throws IOException, InterruptedException {
        return KeycloakServer.found(
                "\"id\":\"([^\"]+)\"", server.admin("GET", "/admin/realms/corp/users?exact=true&username=" + name, ""));
    }

    public void disable(String name) throws IOException, InterruptedException {
        server.admin("PUT", "/admin/realms/corp/users/" + userId(name), "{\"enabled\": false}");
    }

    /** Ends somebody's sessions, and tells its clients. */
    public void logOut(String name) throws IOException, InterruptedException {
        server.admin("POST", "/admin/realms/corp/users/" + userId(name) + "/logout", "");
    }

    /** From now on tokens are signed with another key; what the old ones signed stays good. */
    public void rotateKeys() throws IOException, InterruptedException {
        String realm = KeycloakServer.found("\"id\":\"([^\"]+)\"", server.admin("GET", "/admin/realms/corp", ""));
        server.admin("POST", "/admin/realms/corp/components", """
                {"name": "newer", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider",
                 "parentId": "%s", "config": {"priority": ["1000"], "algorithm": ["RS256"], "enabled": ["true"]}}
                """.formatted(realm));
    }

    /** Somebody's browser at Keycloak, which remembers them. To loopback it sends cookies that want TLS, as browsers do. */
    public static final class Visitor {
        private final HttpClient browser = HttpClient.newHttpClient();
        private final Map<String, String> cookies = new TreeMap<>();

        /** Where Keycloak sends the browser after the password was typed; empty where it does not let them in. */
        public Optional<URI> signIn(URI there, String name, String password) throws IOException, InterruptedException {
            HttpResponse<String> page = send(HttpRequest.newBuilder(there));
            if (page.statusCode() == 302) {
                return page.headers().firstValue("Location").map(URI::create);
            }
            URI action = URI.create(
                    KeycloakServer.found("action=\"([^\"]+)\"", page.body()).replace("&amp;", "&"));
            return send(KeycloakServer.form(action, Map.of("username", name, "password", password)))
                    .headers()
                    .firstValue("Location")
                    .map(URI::create);
        }

        /** Whether Keycloak asks for the password, though it may know who it is. */
        public boolean isAsked(URI there) throws IOException, InterruptedException {
            return send(HttpRequest.newBuilder(there)).body().contains("name=\"password\"");
        }

        private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            if (!cookies.isEmpty()) {
                request.header(
                        "Cookie",
                        cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; ")));
            }
            HttpResponse<String> answer = browser.send(request.build(), BodyHandlers.ofString());
            for (String set : answer.headers().allValues("Set-Cookie")) {
                String pair = set.contains(";") ? set.substring(0, set.indexOf(';')) : set;
                int equals = pair.indexOf('=');
                if (set.contains("Max-Age=0")) {
                    cookies.remove(pair.substring(0, equals));
                } else {
                    cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
            return answer;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
