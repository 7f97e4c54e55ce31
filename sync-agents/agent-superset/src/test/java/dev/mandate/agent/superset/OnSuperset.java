package dev.mandate.agent.superset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link SupersetServer} of the run. Without Docker or its image they are skipped with the command
 * that helps, or fail where MANDATE_REQUIRE names docker.
 */
final class OnSuperset implements ExecutionCondition, ParameterResolver {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(OnSuperset.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> missing = missing();
        boolean required = List.of(
                        String.valueOf(System.getenv("MANDATE_REQUIRE")).split(","))
                .contains("docker");
        if (missing.isPresent() && required) {
            throw new IllegalStateException("docker is required: " + missing.get());
        }
        return missing.map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("docker has the image"));
    }

    private static Optional<String> missing() {
        if (output("docker", "version").isEmpty()) {
            return Optional.of("no docker daemon answers; install docker.io and start dockerd");
        }
        return output("docker", "image", "inspect", tag()).isEmpty()
                ? Optional.of("the image " + tag() + " is not built: compose/images/build superset")
                : Optional.empty();
    }

    static String tag() {
        return output(build().toString(), "--tag", "superset").orElseThrow();
    }

    private static Path build() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path build = folder.resolve("compose/images/build");
            if (Files.isExecutable(build)) {
                return build;
            }
        }
        throw new IllegalStateException(
                "compose/images/build is in no folder above " + Path.of("").toAbsolutePath());
    }

    /** What a command says; empty if it fails or is not there. */
    private static Optional<String> output(String... line) {
        try {
            Process process = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? Optional.of(said.strip())
                    : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SupersetServer.class;
    }

    /** Started once, and closed with everything else when the run ends. */
    @Override
    public SupersetServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(SPACE)
                .computeIfAbsent(
                        SupersetServer.class, type -> new SupersetServer(tag(), Map.of()), SupersetServer.class);
    }
}
