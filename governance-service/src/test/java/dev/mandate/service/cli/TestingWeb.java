package dev.mandate.service.cli;

import dev.mandate.service.platform.Database;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.settings.SettingsFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The service over HTTP, on loopback and with its embedded store, as an operator's file says. */
final class TestingWeb implements Beans, AutoCloseable {
    private final Settings settings;
    private final Database database;
    private final WebService web;

    private TestingWeb(Settings settings, Database database, WebService web) {
        this.settings = settings;
        this.database = database;
        this.web = web;
    }

    /** A port for a file that has to name one. */
    static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    static TestingWeb start(Path config) {
        return start(config, 0);
    }

    /** @param port 0 takes any that is free */
    static TestingWeb start(Path config, int port) {
        Settings settings = SettingsFile.read(config, Map.of()).settings().orElseThrow();
        Database database = OpenService.database(settings);
        try {
            var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            return new TestingWeb(settings, database, WebService.start(database, settings, listen));
        } catch (RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    /** Another service over the same store and folder, as a second node would be. */
    TestingWeb anotherNode() {
        Database same = OpenService.database(settings);
        var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new TestingWeb(settings, same, WebService.start(same, settings, listen));
    }

    Settings settings() {
        return settings;
    }

    URI url() {
        return web.url();
    }

    TestingBrowser browser() {
        return new TestingBrowser(web.url());
    }

    Connection connection() throws SQLException {
        return database.connections().getConnection();
    }

    void sql(String text) throws SQLException {
        try (var connection = connection();
                var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    /** Entries of the ledger with this action, oldest first, as canonical JSON. */
    List<String> ledger(String action) throws SQLException {
        return ledger().stream()
                .filter(entry -> entry.contains("\"action\":\"" + action + "\""))
                .toList();
    }

    /** All entries of the ledger, oldest first, as canonical JSON. */
    List<String> ledger() throws SQLException {
        try (var connection = connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select convert_from(canonical, 'UTF8') from ledger.entry order by id")) {
            var entries = new ArrayList<String>();
            while (rows.next()) {
                entries.add(rows.getString(1));
            }
            return entries;
        }
    }

    @Override
    public <T> T get(Class<T> type) {
        return web.get(type);
    }

    @Override
    public void close() {
        web.close();
        database.close();
    }
}
