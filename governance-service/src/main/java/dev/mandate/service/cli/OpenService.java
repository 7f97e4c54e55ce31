package dev.mandate.service.cli;

import dev.mandate.postgres.PostgresException;
import dev.mandate.service.platform.Database;
import dev.mandate.service.platform.DatabaseUnusable;
import dev.mandate.service.policy.Deciders;
import dev.mandate.service.policy.PolicySettings;
import dev.mandate.service.settings.Settings;

/** The service of an operator's file inside this process: its store, and all modules without a web server. */
final class OpenService implements AutoCloseable, Beans {
    private final Database database;
    private final ServiceContext context;

    private OpenService(Database database, ServiceContext context) {
        this.database = database;
        this.context = context;
    }

    /**
     * Opens the store, and starts and migrates it where nobody else holds it.
     *
     * @throws CommandFailure naming the place and the fix
     */
    static OpenService of(Settings settings) {
        Database database = database(settings);
        try {
            return new OpenService(database, ServiceContext.open(database, settings));
        } catch (RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    static PolicySettings policy(Settings settings) {
        return new PolicySettings(
                new Deciders(settings.people(), settings.confirmAfter()),
                settings.policy().map(folder -> settings.file() + " says policy: " + folder));
    }

    static Database database(Settings settings) {
        try {
            return settings.database().map(Database::external).orElseGet(() -> Database.embedded(settings.data()));
        } catch (DatabaseUnusable | PostgresException unusable) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(unusable.getMessage()));
        }
    }

    /** Whether this process holds the store's folder; with a database of the operator's own, nobody does. */
    boolean owned() {
        return database.owned();
    }

    @Override
    public <T> T get(Class<T> type) {
        return context.get(type);
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }
}
