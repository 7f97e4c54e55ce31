package dev.mandate.service.cli;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Asks one node by the name of another, as a proxy in front of both does. By hand, because the JDK's client sends no other {@code Host}.
 *
 * @param at where the node is
 * @param name what the request says
 */
record TestingNode(URI at, URI name) {
    String get(String path, String token, String proof) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nAuthorization: DPoP " + token + "\r\nDPoP: " + proof, "");
    }

    String ask(String assertion, String proof) throws IOException {
        String body = "grant_type=client_credentials&client_assertion_type="
                + URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", StandardCharsets.UTF_8)
                + "&client_assertion=" + assertion;
        return send(
                "POST /oauth2/token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nDPoP: " + proof,
                body);
    }

    private String send(String head, String body) throws IOException {
        try (var socket = new Socket(at.getHost(), at.getPort())) {
            String request = head + "\r\nHost: " + name.getAuthority() + "\r\nConnection: close\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
