package dev.mandate.agent.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** How the agent is doing: {@code /health} for whoever restarts it, {@code /metrics} for Prometheus. */
final class Pulse {
    private static final Duration ALIVE = Duration.ofSeconds(90);

    private final ServiceClock clock;
    private final Journal journal;
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong changed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final long began = System.nanoTime();
    private volatile long heard;
    private volatile boolean everHeard;
    private volatile String trouble = "the service was not reached yet";

    Pulse(ServiceClock clock, Journal journal) {
        this.clock = clock;
        this.journal = journal;
    }

    void heard() {
        heard = System.nanoTime();
        everHeard = true;
        trouble = "";
    }

    void failed(String why) {
        failed.incrementAndGet();
        trouble = why;
    }

    void worked(boolean changing) {
        (changing ? changed : read).incrementAndGet();
    }

    void refused() {
        refused.incrementAndGet();
    }

    private Duration silence() {
        return Duration.ofNanos(System.nanoTime() - (everHeard ? heard : began));
    }

    /** Until {@link HttpServer#stop}. */
    HttpServer serve(InetSocketAddress listen) {
        try {
            HttpServer server = HttpServer.create(listen, 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/health", this::health);
            server.createContext("/metrics", this::metrics);
            server.start();
            return server;
        } catch (IOException taken) {
            throw new RuntimeFailure("listen: " + listen + " cannot be used: " + taken.getMessage(), taken);
        }
    }

    private void health(HttpExchange exchange) throws IOException {
        boolean well = everHeard && silence().compareTo(ALIVE) < 0;
        answer(exchange, well ? 200 : 503, well ? "in contact with the service\n" : "no contact: " + trouble + "\n");
    }

    private void metrics(HttpExchange exchange) throws IOException {
        answer(exchange, 200, """
                # TYPE mandate_agent_silence_seconds gauge
                mandate_agent_silence_seconds %d
                # TYPE mandate_agent_clock_ahead_seconds gauge
                mandate_agent_clock_ahead_seconds %d
                # TYPE mandate_agent_journal_lines counter
                mandate_agent_journal_lines %d
                # TYPE mandate_agent_work_total counter
                mandate_agent_work_total{kind="read"} %d
                mandate_agent_work_total{kind="change"} %d
                mandate_agent_work_total{kind="refused"} %d
                # TYPE mandate_agent_contact_failures_total counter
                mandate_agent_contact_failures_total %d
                """.formatted(
                        silence().toSeconds(),
                        clock.ahead().toSeconds(),
                        journal.head().number(),
                        read.get(),
                        changed.get(),
                        refused.get(),
                        failed.get()));
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
