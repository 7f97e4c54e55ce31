package dev.mandate.agent.cassandra;

import dev.mandate.agent.testkit.OnProduct;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Tests on a real Cassandra, which needs a JDK 17 and its jars. */
final class OnCassandra extends OnProduct<CassandraServer> {
    OnCassandra() {
        super("cassandra", CassandraServer.class);
    }

    @Override
    protected Optional<String> missing() {
        if (CassandraServer.jdk().isEmpty()) {
            return Optional.of("no JDK 17, which Cassandra 5.0 needs: install one (package openjdk-17-jdk-headless)"
                    + " or set JAVA17_HOME to its folder");
        }
        return Files.isDirectory(jars())
                ? Optional.empty()
                : Optional.of(
                        jars() + " is missing: ./mvnw -pl sync-agents/agent-cassandra/server generate-test-resources");
    }

    private static Path jars() {
        return Path.of("server/target/lib").toAbsolutePath();
    }

    /**
     * Another one, to be closed by who wanted it.
     *
     * @param roles whether it asks who somebody is and what they may
     */
    static CassandraServer start(boolean roles) {
        return new CassandraServer(CassandraServer.jdk().orElseThrow(), jars(), roles);
    }

    @Override
    protected CassandraServer start() {
        return start(true);
    }
}
