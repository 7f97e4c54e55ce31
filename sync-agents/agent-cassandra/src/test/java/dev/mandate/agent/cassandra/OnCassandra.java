package dev.mandate.agent.cassandra;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link CassandraServer} of the run. Without a JDK 17 or its jars they are skipped with what helps,
 * or fail where MANDATE_REQUIRE names cassandra.
 */
final class OnCassandra implements ExecutionCondition, ParameterResolver {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(OnCassandra.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> missing = missing();
        boolean required = List.of(
                        String.valueOf(System.getenv("MANDATE_REQUIRE")).split(","))
                .contains("cassandra");
        if (missing.isPresent() && required) {
            throw new IllegalStateException("cassandra is required: " + missing.get());
        }
        return missing.map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("there is a JDK 17 and Cassandra"));
    }

    private static Optional<String> missing() {
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
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == CassandraServer.class;
    }

    /** Started once, and closed with everything else when the run ends. */
    @Override
    public CassandraServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(SPACE)
                .computeIfAbsent(CassandraServer.class, type -> start(true), CassandraServer.class);
    }
}
