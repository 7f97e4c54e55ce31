package dev.mandate.service.platform;

import dev.mandate.migrations.Migrations;
import dev.mandate.postgres.PostgresBinaries;
import dev.mandate.postgres.PostgresCluster;
import dev.mandate.postgres.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** One PostgreSQL for all tests of this JVM, with a migrated database to copy; it forgets everything at the end. */
final class TestingServer {
    static final String PASSWORD = "only on loopback";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int PORT = start();

    private TestingServer() {}

    static String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + PORT + "/" + database;
    }

    static int port() {
        return PORT;
    }

    /** Makes a database that nobody else uses; a copy of the migrated one takes about a tenth of a second. */
    static String create(String template) {
        var name = "test_" + NUMBER.incrementAndGet();
        execute("postgres", "create database " + name + " template " + template + " owner mandate_owner");
        return name;
    }

    static void execute(String database, String command) {
        try (var connection = DriverManager.getConnection(url(database), PostgresCluster.SUPERUSER, PASSWORD);
                var statement = connection.createStatement()) {
            statement.execute(command);
        } catch (SQLException failed) {
            throw new IllegalStateException(command, failed);
        }
    }

    private static int start() {
        try {
            var folder = Files.createTempDirectory("mandate-test-store");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            var cluster = PostgresCluster.in(folder.resolve("postgres"), PostgresBinaries.unpack());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cluster, folder)));
            cluster.create(PASSWORD);
            var port = cluster.start(PostgresSettings.forgetful());
            migrate("jdbc:postgresql://127.0.0.1:" + port + "/");
            return port;
        } catch (IOException | SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void migrate(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url + "postgres", PostgresCluster.SUPERUSER, PASSWORD);
                var statement = connection.createStatement()) {
            statement.execute("create role mandate_owner login password '" + PASSWORD + "'");
            statement.execute("create role mandate_app login password '" + PASSWORD + "'");
            statement.execute("create database migrated owner mandate_owner");
        }
        new Migrations(new DriverManagerDataSource(url + "migrated", "mandate_owner", PASSWORD), "mandate_app").apply();
    }

    private static void stop(PostgresCluster cluster, Path folder) {
        cluster.stop();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
