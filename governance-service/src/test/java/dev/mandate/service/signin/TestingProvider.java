package dev.mandate.service.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** An identity provider on loopback that says whatever a test lets it say. */
public final class TestingProvider implements AutoCloseable {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    public static final String CLIENT = "mandate";
    public static final String SECRET = "the client's own";

    /** Paths at which it is asked. */
    public static final String DISCOVERY = "/.well-known/openid-configuration";

    public static final String KEYS = "/keys";
    public static final String TOKEN = "/token";

    private final HttpServer server;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    /** Bodies of what the token endpoint was asked. */
    public final List<String> asked = new ArrayList<>();

    public final AtomicInteger keysRead = new AtomicInteger();
    public volatile RSAKey key = newKey("first");
    public volatile boolean keysDown;
    /** What it says of itself otherwise than it is. */
    public final Map<String, String> said = new ConcurrentHashMap<>();

    /** Where it sends whoever asks at a path. */
    public final Map<String, String> elsewhere = new ConcurrentHashMap<>();

    /** With which status it does. */
    public volatile int sends = 302;

    private final String scheme;

    private TestingProvider(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/", this::answer);
        server.start();
    }

    public static TestingProvider start() {
        try {
            return new TestingProvider(HttpServer.create(LOOPBACK, 0), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With TLS, as whoever has this key. */
    public static TestingProvider start(SSLContext tls) {
        try {
            var server = HttpsServer.create(LOOPBACK, 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            return new TestingProvider(server, "https");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String issuer() {
        return scheme + "://127.0.0.1:" + port();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the token endpoint gives for a code, once. */
    public void give(String code, String idToken) {
        tokens.put(code, idToken);
    }

    /** Claims that are right for this nonce. */
    public JWTClaimsSet.Builder claims(String nonce) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("sub-of-ann")
                .audience(CLIENT)
                .claim("nonce", nonce)
                .claim("preferred_username", "ann")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    /** A logout token that is right. */
    public JWTClaimsSet.Builder logout() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(CLIENT)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(120)))
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    }

    public String signed(JWTClaimsSet claims) {
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(key.getKeyID())
                        .type(JOSEObjectType.JWT)
                        .build(),
                claims,
                key);
    }

    public static String signed(JWSHeader header, JWTClaimsSet claims, RSAKey with) {
        try {
            var token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(with));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String to = elsewhere.get(path);
        if (to != null) {
            exchange.getResponseHeaders().add("Location", to);
            write(exchange, sends, "{}");
            return;
        }
        switch (path) {
            case DISCOVERY ->
                write(exchange, 200, """
                    {"issuer": "%s", "authorization_endpoint": "%s", "token_endpoint": "%s",
                     "jwks_uri": "%s", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                     "id_token_signing_alg_values_supported": ["RS256"],
                     "authorization_response_iss_parameter_supported": true}
                    """.formatted(
                                says("issuer", ""),
                                says("authorization_endpoint", "/authorize"),
                                says("token_endpoint", TOKEN),
                                says("jwks_uri", KEYS)));
            case KEYS -> {
                keysRead.incrementAndGet();
                write(exchange, keysDown ? 503 : 200, new JWKSet(key.toPublicJWK()).toString());
            }
            case TOKEN -> token(exchange);
            default -> write(exchange, 404, "{}");
        }
    }

    private String says(String what, String path) {
        return said.getOrDefault(what, issuer() + path);
    }

    private void token(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(body);
        for (String part : body.split("&", -1)) {
            String token = part.startsWith("code=") ? tokens.remove(part.substring("code=".length())) : null;
            if (token != null) {
                write(exchange, 200, """
                        {"access_token": "of no use", "token_type": "Bearer", "expires_in": 60, "id_token": "%s"}
                        """.formatted(token));
                return;
            }
        }
        write(exchange, 400, "{\"error\": \"invalid_grant\"}");
    }

    private static void write(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
