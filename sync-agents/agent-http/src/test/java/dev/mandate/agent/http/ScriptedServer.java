package dev.mandate.agent.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A server on loopback that plays one step per request and notes what it was asked. */
final class ScriptedServer implements AutoCloseable {
    /** What the server does with one request. */
    @FunctionalInterface
    interface Step {
        void play(HttpExchange exchange) throws IOException;
    }

    /** A request as it came. */
    record Seen(String method, String target, String body, Map<String, List<String>> headers, InetSocketAddress from) {}

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Queue<Step> script = new ArrayDeque<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final String scheme;

    ScriptedServer() {
        this(null);
    }

    ScriptedServer(@Nullable SSLContext tls) {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            server = tls == null ? HttpServer.create(address, 0) : https(address, tls);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        scheme = tls == null ? "http" : "https";
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI base() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    ScriptedServer then(Step step) {
        script.add(step);
        return this;
    }

    ScriptedServer then(int status, String type, String body) {
        return then(status, type, body, Map.of());
    }

    ScriptedServer then(int status, String type, String body, Map<String, String> headers) {
        return then(exchange -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set("Content-Type", type);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    /** Takes the request and closes the connection without a word. */
    ScriptedServer thenBreak() {
        return then(HttpExchange::close);
    }

    /** Promises ten bytes, sends {@code some}, then falls silent until the server is closed. */
    ScriptedServer thenStall(String some) {
        return then(exchange -> {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().write(some.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Never stops sending. */
    ScriptedServer thenDrip() {
        return then(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (closing.getCount() > 0) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                Thread.onSpinWait();
            }
        });
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        seen.add(new Seen(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                body,
                Map.copyOf(exchange.getRequestHeaders()),
                exchange.getRemoteAddress()));
        Step step;
        synchronized (script) {
            step = script.remove();
        }
        step.play(exchange);
    }

    private static HttpServer https(InetSocketAddress address, SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }
}
