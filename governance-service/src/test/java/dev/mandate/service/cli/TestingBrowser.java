package dev.mandate.service.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser, as far as it matters here: keeps cookies, says where a request comes from, and follows nothing by itself. */
final class TestingBrowser {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final URI home;
    final Map<String, String> cookies = new TreeMap<>();
    String csrf = "";

    TestingBrowser(URI home) {
        this.home = home;
    }

    HttpResponse<String> signIn(String name, String password) throws IOException, InterruptedException {
        return post("/sign-in", "{\"username\": \"" + name + "\", \"password\": \"" + password + "\"}");
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return remembered(send(request(path).build()));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return remembered(send(request(path)
                .header("Content-Type", "application/json")
                .header("Sec-Fetch-Site", "same-origin")
                .header("Origin", home.toString())
                .POST(BodyPublishers.ofString(body))
                .build()));
    }

    HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(home.resolve(path));
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return csrf.isEmpty() ? request : request.header("X-CSRF-Token", csrf);
    }

    boolean isSignedIn() throws IOException, InterruptedException {
        return get("/sign-in").body().contains("csrf_token");
    }

    static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> remembered(HttpResponse<String> answer) {
        for (String set : answer.headers().allValues("Set-Cookie")) {
            String[] pair = set.substring(0, set.indexOf(';')).split("=", 2);
            if (set.contains("Max-Age=0")) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
        Matcher token = Pattern.compile("\"csrf_token\":\"([^\"]+)\"").matcher(answer.body());
        if (token.find()) {
            csrf = token.group(1);
        }
        return answer;
    }
}
