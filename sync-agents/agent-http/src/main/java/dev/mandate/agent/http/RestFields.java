package dev.mandate.agent.http;

import dev.mandate.agent.api.ConnectFields;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Network;
import dev.mandate.agent.http.RestTarget.Tls;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code connect:} blocks of REST products have in common. */
public final class RestFields {
    private static final List<Field> TRANSPORT = List.of(
            new Field(
                    "tls", ConnectSchema.Type.TLS, false, "verify-full", "How far the server's certificate is checked"),
            new Field("ca", ConnectSchema.Type.FILE, false, null, "PEM file with the authorities to trust"),
            new Field("insecure", ConnectSchema.Type.BOOLEAN, false, "false", "Allow plain http outside loopback"),
            new Field(
                    "networks",
                    ConnectSchema.Type.LIST,
                    false,
                    null,
                    "Networks it may be in, e.g. 10.0.0.0/8; default any"));

    private RestFields() {}

    /** The fields of how it is reached, between a product's own. */
    public static ConnectSchema schema(List<Field> before, Field... after) {
        return new ConnectSchema(Stream.of(before, TRANSPORT, List.of(after))
                .flatMap(List::stream)
                .toList());
    }

    /**
     * Where a deployment is.
     *
     * @param url as it was read from {@code fields}; empty where that found a fault
     * @return empty after a fault, which {@code fields} has
     */
    public static Optional<RestTarget> target(String url, Connection connection, ConnectFields fields, Limits limits) {
        var tls = new Tls(fields.tls(), connection.optional("ca").map(Path::of).orElse(null));
        try {
            List<Network> networks =
                    connection.optional("networks").map(Network::list).orElse(List.of());
            boolean insecure = connection.optional("insecure").orElse("false").equals("true");
            return url.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new RestTarget(URI.create(url), tls, networks, insecure, limits, connection.reach()));
        } catch (IllegalArgumentException e) {
            fields.fault(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
