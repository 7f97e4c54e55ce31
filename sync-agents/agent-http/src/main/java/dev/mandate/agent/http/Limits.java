package dev.mandate.agent.http;

import java.time.Duration;

/**
 * How much one client asks of a target and of its own patience.
 *
 * @param connect until a connection stands, TLS included
 * @param silence the longest pause inside an answer
 * @param total until the whole answer is there, so that a dripping one cannot last
 * @param attempts for calls that may be repeated, at least 1
 * @param patience the longest single wait before an attempt; a target that asks for more is reported at once
 * @param connections calls in flight at one time, at least 1
 * @param maxBody bytes of an answer that are read at most
 */
public record Limits(
        Duration connect,
        Duration silence,
        Duration total,
        int attempts,
        Duration patience,
        int connections,
        int maxBody) {
    public static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            4,
            Duration.ofSeconds(20),
            4,
            16 * 1024 * 1024);

    public Limits {
        if (attempts < 1 || connections < 1 || maxBody < 1) {
            throw new IllegalArgumentException("attempts, connections and maxBody must be at least 1");
        }
    }
}
