package dev.mandate.service.cli;

import dev.mandate.postgres.PostgresBinaries;
import dev.mandate.postgres.PostgresCluster;
import dev.mandate.postgres.PostgresSettings;
import dev.mandate.service.signin.KeycloakServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Keycloak's own SCIM server over a PostgreSQL as Mandate's own store is one, with as much memory as Mandate has. */
final class KeycloakScim implements AutoCloseable {
    private static final String PASSWORD = "s3cret";

    private final PostgresCluster cluster;
    private final KeycloakServer server;

    private KeycloakScim(PostgresCluster cluster, KeycloakServer server) {
        this.cluster = cluster;
        this.server = server;
    }

    static KeycloakScim start(Path home) throws IOException, InterruptedException, SQLException {
        var cluster = PostgresCluster.in(
                Files.createDirectories(home.resolve("postgres")).resolve("data"), PostgresBinaries.unpack());
        int port = PostgresCluster.startAll(List.of(cluster), PASSWORD, PostgresSettings.durable())
                .getFirst();
        try {
            try (var connection = DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:" + port + "/postgres", PostgresCluster.SUPERUSER, PASSWORD);
                    var statement = connection.createStatement()) {
                statement.execute("create role keycloak login password '" + PASSWORD + "'");
                statement.execute("create database keycloak owner keycloak");
            }
            KeycloakServer server = KeycloakServer.start(
                    "scim",
                    List.of("--db=postgres", "--features=scim-api"),
                    List.of(
                            "--db-url=jdbc:postgresql://127.0.0.1:" + port + "/keycloak",
                            "--db-username=keycloak",
                            "--db-password=" + PASSWORD),
                    "-Xmx900m",
                    home);
            return new KeycloakScim(cluster, server);
        } catch (IOException | InterruptedException | SQLException | RuntimeException failed) {
            cluster.stop();
            throw failed;
        }
    }

    /** Makes a realm that speaks SCIM, and says where. */
    URI makeRealm(String realm) throws IOException, InterruptedException {
        URI source = URI.create(server.url() + "/realms/" + realm + "/scim/v2");
        server.admin("POST", "/admin/realms", """
                {"realm": "%s", "enabled": true, "sslRequired": "none", "scimApiEnabled": true,
                 "accessTokenLifespan": 36000, "ssoSessionIdleTimeout": 36000, "ssoSessionMaxLifespan": 36000,
                 "clients": [{
                   "clientId": "provider", "secret": "%s", "publicClient": false, "serviceAccountsEnabled": true,
                   "standardFlowEnabled": false,
                   "protocolMappers": [{
                     "name": "scim", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                     "config": {"included.custom.audience": "%s", "access.token.claim": "true"}}]}],
                 "users": [{
                   "username": "service-account-provider", "enabled": true, "serviceAccountClientId": "provider",
                   "clientRoles": {"realm-management": ["realm-admin"]}}]}
                """.formatted(realm, PASSWORD, source));
        return source;
    }

    String token(String realm) throws IOException, InterruptedException {
        return server.token(
                realm, Map.of("grant_type", "client_credentials", "client_id", "provider", "client_secret", PASSWORD));
    }

    ProcessHandle process() {
        return server.process();
    }

    @Override
    public void close() {
        server.close();
        cluster.stop();
    }
}
