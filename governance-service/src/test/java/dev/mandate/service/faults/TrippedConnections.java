package dev.mandate.service.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Connections whose commits are points: just before one, and just after it. One that wrote nothing does not count. */
final class TrippedConnections extends DelegatingDataSource {
    private final Tripwire tripwire;

    TrippedConnections(DataSource connections, Tripwire tripwire) {
        super(connections);
        this.tripwire = tripwire;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    boolean counts = method.getName().equals("commit") && wrote(connection);
                    if (counts) {
                        tripwire.pass("before a commit");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    } finally {
                        if (counts) {
                            tripwire.pass("after a commit");
                        }
                    }
                });
    }

    private static boolean wrote(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select pg_current_xact_id_if_assigned() is not null")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }
}
