package dev.mandate.agent.runtime;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mandate.agent.api.PemFile;
import dev.mandate.agent.link.Fields;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.VerifierKey;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks the service, as an OAuth client that signs who it is (RFC 7523) and gets tokens that only this process can use
 * (RFC 9449). Follows no redirect.
 */
final class ServiceLink {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final Duration ASSERTION = Duration.ofMinutes(1);
    private static final Duration BEFORE_END = Duration.ofSeconds(30);
    private static final String TOKEN = "/oauth2/token";
    private static final String API = "/api/v1";
    private static final int LONGEST_ANSWER = 64 << 20;

    private final HttpClient http;
    private final URI server;
    private final ServiceClock clock;
    private final AgentFolder.@Nullable Membership membership;
    private final ECKey key;
    private final ECKey bound;
    private @Nullable Token token;

    private record Token(String value, Instant until) {}

    /** The service did not do what it was asked for; {@code status} is 0 where it was not reached. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String code;

        Failed(int status, String code, String message, @Nullable Throwable cause) {
            super(message, cause);
            this.status = status;
            this.code = code;
        }

        int status() {
            return status;
        }

        /** The stable code of its problem, or of OAuth; empty where it gave none. */
        String code() {
            return code;
        }
    }

    private ServiceLink(
            RuntimeSettings settings, ServiceClock clock, ECKey key, AgentFolder.@Nullable Membership membership) {
        this.server = settings.server();
        this.clock = clock;
        this.key = key;
        this.membership = membership;
        this.bound = pair();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1);
        settings.ca().ifPresent(ca -> builder.sslContext(trusting(ca)));
        this.http = builder.build();
    }

    /** Of an agent that has joined. */
    static ServiceLink of(RuntimeSettings settings, ServiceClock clock, ECKey key, AgentFolder.Membership membership) {
        return new ServiceLink(settings, clock, key, membership);
    }

    /**
     * Shows a token once and fixes both keys, the agent's there and the service's here.
     *
     * @throws Failed where the token is not, or no longer, good
     */
    static AgentFolder.Membership join(RuntimeSettings settings, ECKey key, String token, String version)
            throws Failed, InterruptedException {
        var link = new ServiceLink(settings, new ServiceClock(), key, null);
        Fields answer = link.send(
                HttpRequest.newBuilder(URI.create(link.server + "/agents/join"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(CanonicalJson.text(JsonValue.object(Map.of(
                                "token", JsonValue.text(token),
                                "key", JsonValue.text(key.toPublicJWK().toJSONString()),
                                "version", JsonValue.text(version)))))),
                ANSWER);
        return new AgentFolder.Membership(
                answer.text("agent"), answer.text("issuer"), VerifierKey.parse(answer.text("orders")));
    }

    /**
     * Posts to a route of the API. A token that is no longer taken is renewed once; nothing was done then.
     *
     * @param wait how long the service may take on purpose
     */
    Fields post(String path, JsonValue body, Duration wait) throws Failed, InterruptedException {
        byte[] json = CanonicalJson.bytes(body);
        try {
            return post(path, json, wait, token());
        } catch (Failed refused) {
            if (refused.status() != 401) {
                throw refused;
            }
            forget();
            return post(path, json, wait, token());
        }
    }

    private Fields post(String path, byte[] json, Duration wait, String bearer) throws Failed, InterruptedException {
        return send(
                HttpRequest.newBuilder(URI.create(server + API + path))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "DPoP " + bearer)
                        .header("DPoP", proof(API + path, Optional.of(bearer)))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(json)),
                wait.plus(ANSWER));
    }

    private synchronized String token() throws Failed, InterruptedException {
        if (token == null || !clock.now().isBefore(token.until())) {
            Instant asked = clock.now();
            String form = "grant_type=client_credentials&client_assertion_type="
                    + encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") + "&client_assertion="
                    + encoded(assertion());
            Fields answer = send(
                    HttpRequest.newBuilder(URI.create(server + TOKEN))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .header("DPoP", proof(TOKEN, Optional.empty()))
                            .POST(HttpRequest.BodyPublishers.ofString(form)),
                    ANSWER);
            Duration lifetime = Duration.ofSeconds(answer.number("expires_in"));
            token = new Token(answer.text("access_token"), asked.plus(lifetime).minus(BEFORE_END));
        }
        return token.value();
    }

    private synchronized void forget() {
        token = null;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private AgentFolder.Membership membership() {
        if (membership == null) {
            throw new IllegalStateException("asked before the agent joined");
        }
        return membership;
    }

    private String assertion() {
        String client = "agent:" + membership().agent();
        Instant now = clock.now();
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(client)
                        .subject(client)
                        .audience(membership().issuer() + TOKEN)
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(ASSERTION)))
                        .build(),
                key);
    }

    private String proof(String path, Optional<String> of) {
        var claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .claim("htm", "POST")
                .claim("htu", membership().issuer() + path)
                .issueTime(Date.from(clock.now()));
        of.ifPresent(bearer -> claims.claim("ath", hash(bearer)));
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(bound.toPublicJWK())
                        .build(),
                claims.build(),
                bound);
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, ECKey by) {
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(by));
            return jwt.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("a key of our own does not sign", impossible);
        }
    }

    private static String hash(String text) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static ECKey pair() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("every Java platform has P-256", impossible);
        }
    }

    private Fields send(HttpRequest.Builder request, Duration timeout) throws Failed, InterruptedException {
        HttpResponse<byte[]> response = exchanged(request.timeout(timeout).build(), timeout);
        response.headers().firstValue("Date").ifPresent(clock::heard);
        Fields answer = fields(response);
        if (response.statusCode() != 200) {
            String code =
                    answer.optional("code").or(() -> answer.optional("error")).orElse("");
            throw new Failed(
                    response.statusCode(),
                    code,
                    "the service answered " + response.statusCode() + " " + code + ": "
                            + answer.optional("detail")
                                    .or(() -> answer.optional("title"))
                                    .or(() -> answer.optional("error_description"))
                                    .orElse("no reason given"),
                    null);
        }
        return answer;
    }

    /** The client's own time-out ends with the headers; a body may stand still for ever. */
    private HttpResponse<byte[]> exchanged(HttpRequest request, Duration timeout) throws Failed, InterruptedException {
        var sent = http.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        try {
            return sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException away) {
            throw unreached(String.valueOf(away.getCause()), away);
        } catch (TimeoutException late) {
            throw unreached("no whole answer within " + timeout.toSeconds() + " s", late);
        } finally {
            sent.cancel(true);
        }
    }

    private Failed unreached(String why, Exception cause) {
        return new Failed(0, "", "the service at " + server + " was not reached: " + why, cause);
    }

    /** Whatever stands between may answer with a page of its own. */
    private Fields fields(HttpResponse<byte[]> response) throws Failed {
        try {
            return Fields.of(CanonicalJson.parse(response.body()));
        } catch (IllegalArgumentException notJson) {
            throw new Failed(
                    response.statusCode(),
                    "",
                    "what answered at " + server + " with " + response.statusCode() + " is not the service: check"
                            + " 'server' and what stands between",
                    notJson);
        }
    }

    private static SSLContext trusting(Path ca) {
        try {
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(PemFile.authorities(ca));
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException unusable) {
            throw new RuntimeFailure("ca: " + ca + " cannot be used: " + unusable.getMessage(), unusable);
        }
    }
}
