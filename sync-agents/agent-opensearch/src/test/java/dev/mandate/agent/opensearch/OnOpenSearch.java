package dev.mandate.agent.opensearch;

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
 * Gives tests the one {@link OpenSearchTarget} of the run. Without its files they are skipped with what helps, or fail
 * where MANDATE_REQUIRE names opensearch.
 */
final class OnOpenSearch implements ExecutionCondition, ParameterResolver {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(OnOpenSearch.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> missing = Files.isDirectory(zips())
                ? Optional.empty()
                : Optional.of(
                        zips() + " is missing: ./mvnw -pl sync-agents/agent-opensearch/server generate-test-resources");
        boolean required = List.of(
                        String.valueOf(System.getenv("MANDATE_REQUIRE")).split(","))
                .contains("opensearch");
        if (missing.isPresent() && required) {
            throw new IllegalStateException("opensearch is required: " + missing.get());
        }
        return missing.map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("there is OpenSearch"));
    }

    static Path zips() {
        return Path.of("server/target/zips").toAbsolutePath();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == OpenSearchTarget.class;
    }

    /** Started once, and closed with everything else when the run ends. */
    @Override
    public OpenSearchTarget resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(SPACE)
                .computeIfAbsent(OpenSearchTarget.class, type -> new OpenSearchTarget(), OpenSearchTarget.class);
    }
}
