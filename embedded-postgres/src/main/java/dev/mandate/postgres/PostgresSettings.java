package dev.mandate.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Settings given on the command line, where neither the configuration file nor {@code ALTER SYSTEM} can change them.
 *
 * @param values names as in {@code postgresql.conf}; values without blanks, quotes or characters special to a shell
 */
public record PostgresSettings(Map<String, String> values) {

    public PostgresSettings {
        values = Map.copyOf(values);
        values.forEach((name, value) -> {
            if (!name.matches("[a-z_]+") || !value.matches("[A-Za-z0-9_./:-]*")) {
                throw new IllegalArgumentException("not a plain setting: " + name + "=" + value);
            }
        });
    }

    /** For data that must survive anything: what was committed is on disk. */
    public static PostgresSettings durable() {
        return new PostgresSettings(Map.ofEntries(
                Map.entry("fsync", "on"),
                Map.entry("synchronous_commit", "on"),
                Map.entry("full_page_writes", "on"),
                Map.entry("shared_buffers", "64MB"),
                Map.entry("max_connections", "60"),
                Map.entry("jit", "off"),
                // A client that was killed must not go on holding locks in a long statement.
                Map.entry("client_connection_check_interval", "1s"),
                // Errors reach the application, which decides what to say; the server's log would repeat row values.
                Map.entry("log_min_messages", "log"),
                Map.entry("log_min_error_statement", "panic"),
                Map.entry("log_error_verbosity", "terse"),
                Map.entry("log_checkpoints", "off")));
    }

    /** As durable, with little memory: several run beside each other on one machine. */
    public static PostgresSettings small() {
        return durable()
                .with("shared_buffers", "16MB")
                .with("max_connections", "40")
                .with("max_wal_size", "128MB");
    }

    /** For tests: fast, and lost at a crash. */
    public static PostgresSettings forgetful() {
        return durable()
                .with("fsync", "off")
                .with("synchronous_commit", "off")
                .with("full_page_writes", "off")
                .with("max_connections", "500");
    }

    public PostgresSettings with(String name, String value) {
        var changed = new LinkedHashMap<>(values);
        changed.put(name, value);
        return new PostgresSettings(changed);
    }

    String asOptions() {
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(setting -> "-c " + setting.getKey() + "='" + setting.getValue() + "'")
                .collect(Collectors.joining(" "));
    }
}
