package dev.mandate.service.cli;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A program that asks the service with a key of its own. */
final class TestingProgram {
    private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final URI home;
    private final String name;
    final ECKey key;

    TestingProgram(URI home, String name, Path file) throws Exception {
        this.home = home;
        this.name = name;
        this.key = ECKey.parse(Files.readString(file));
    }

    JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(name)
                .subject(name)
                .audience(home.toString())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)));
    }

    String signed(JWTClaimsSet claims) throws Exception {
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    HttpResponse<String> ask(String assertion, Map<String, String> more) throws Exception {
        return ask(assertion, more, List.of());
    }

    HttpResponse<String> ask(String assertion, Map<String, String> more, List<String> proofs) throws Exception {
        Map<String, String> form = new java.util.TreeMap<>(more);
        form.putIfAbsent("grant_type", "client_credentials");
        form.put("client_assertion_type", ASSERTION);
        form.put("client_assertion", assertion);
        return post(home.resolve("/oauth2/token"), form, proofs);
    }

    /** An access token. */
    String token() throws Exception {
        return token(ask(signed(claims().build()), Map.of()));
    }

    static String token(HttpResponse<String> answer) {
        return member("access_token", answer);
    }

    static String member(String name, HttpResponse<String> answer) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(answer.body());
        if (!found.find()) {
            throw new AssertionError("no " + name + " in " + answer.statusCode() + " " + answer.body());
        }
        return found.group(1);
    }

    static HttpResponse<String> post(URI to, Map<String, String> form) throws IOException, InterruptedException {
        return post(to, form, List.of());
    }

    private static HttpResponse<String> post(URI to, Map<String, String> form, List<String> proofs)
            throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(to)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
        proofs.forEach(proof -> request.header("DPoP", proof));
        return TestingBrowser.send(request.build());
    }
}
