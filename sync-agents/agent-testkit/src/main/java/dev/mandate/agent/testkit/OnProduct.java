package dev.mandate.agent.testkit;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one real product of the run, which is closed with everything else when the run ends. Without what it needs
 * they are skipped with what helps, or fail where MANDATE_REQUIRE names it.
 *
 * @param <T> the product, as tests ask for it
 */
public abstract class OnProduct<T extends AutoCloseable> implements ExecutionCondition, ParameterResolver {
    private final String requirement;
    private final Class<T> type;

    /**
     * Nothing is started yet.
     *
     * @param requirement what MANDATE_REQUIRE calls it
     */
    protected OnProduct(String requirement, Class<T> type) {
        this.requirement = requirement;
        this.type = type;
    }

    /** What is not here and how to get it; empty if the product can be started. */
    protected abstract Optional<String> missing();

    protected abstract T start();

    @Override
    public final ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> missing = missing();
        boolean required = List.of(
                        String.valueOf(System.getenv("MANDATE_REQUIRE")).split(","))
                .contains(requirement);
        if (missing.isPresent() && required) {
            throw new IllegalStateException(requirement + " is required: " + missing.get());
        }
        return missing.map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled(requirement + " is here"));
    }

    @Override
    public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == type;
    }

    @Override
    public final Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(getClass()))
                .computeIfAbsent(type, wanted -> start(), type);
    }
}
