package dev.mandate.agent.airflow;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Network;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.api.TlsMode;
import dev.mandate.agent.http.Limits;
import dev.mandate.agent.http.RestFields;
import dev.mandate.agent.http.RestTarget;
import dev.mandate.agent.http.RestTarget.Tls;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A checked {@code connect:} block.
 *
 * @param cacheTtl what the operator says {@code [fab] cache_ttl} is; empty to ask Airflow
 */
record AirflowConfig(RestTarget target, String user, Secret password, Optional<Duration> cacheTtl) {
    static final ConnectSchema SCHEMA = RestFields.schema(
            List.of(
                    new Field(
                            "url",
                            ConnectSchema.Type.URL,
                            true,
                            null,
                            "Address of the API server, e.g. https://airflow.example.org"),
                    new Field(
                            "user",
                            ConnectSchema.Type.TEXT,
                            true,
                            null,
                            "User name (not e-mail) of the agent's own account"),
                    new Field("password", ConnectSchema.Type.SECRET, true, null, "Its password")),
            new Field(
                    "cache-ttl",
                    ConnectSchema.Type.TEXT,
                    false,
                    null,
                    "Seconds of [fab] cache_ttl, if Airflow may not be asked"));

    /**
     * Checks the block.
     *
     * @throws AgentException BAD_CONNECT naming every field that is not usable
     */
    static AirflowConfig of(Connection connection) {
        var faults = new ArrayList<String>();
        URI url = read(connection, "url", faults, URI::create).orElse(URI.create("https://unknown"));
        String user = read(connection, "user", faults, text -> text).orElse("");
        TlsMode mode = read(connection, "tls", "verify-full", faults, Tls::mode).orElse(TlsMode.VERIFY_FULL);
        Path ca = connection.optional("ca").map(Path::of).orElse(null);
        List<Network> networks = connection.optional("networks").isEmpty()
                ? List.of()
                : read(connection, "networks", faults, Network::list).orElse(List.of());
        boolean insecure = connection.optional("insecure").orElse("false").equals("true");
        Optional<Duration> ttl = connection.optional("cache-ttl").isEmpty()
                ? Optional.empty()
                : read(connection, "cache-ttl", faults, AirflowConfig::seconds);
        Secret password = connection.secrets().getOrDefault("password", new Secret(""));
        if (password.reveal().isEmpty()) {
            faults.add("password is missing");
        }
        Optional<RestTarget> target = Optional.empty();
        try {
            target = Optional.of(
                    new RestTarget(url, new Tls(mode, ca), networks, insecure, Limits.DEFAULT, connection.reach()));
        } catch (IllegalArgumentException e) {
            faults.add(e.getMessage());
        }
        if (!faults.isEmpty() || target.isEmpty()) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT, connection.deployment() + ": connect: " + String.join("; ", faults));
        }
        return new AirflowConfig(target.get(), user, password, ttl);
    }

    private static <T> Optional<T> read(
            Connection connection, String field, List<String> faults, Function<String, T> reader) {
        return read(connection, field, "", faults, reader);
    }

    private static <T> Optional<T> read(
            Connection connection, String field, String fallback, List<String> faults, Function<String, T> reader) {
        String text = connection.optional(field).orElse(fallback).strip();
        if (text.isEmpty()) {
            faults.add(field + " is missing");
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(text));
        } catch (IllegalArgumentException e) {
            faults.add(field + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Duration seconds(String text) {
        if (!text.matches("\\d{1,6}")) {
            throw new IllegalArgumentException("must be seconds, such as 30, not '" + text + "'");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }
}
