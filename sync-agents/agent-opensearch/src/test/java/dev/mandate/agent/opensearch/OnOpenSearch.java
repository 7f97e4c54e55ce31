package dev.mandate.agent.opensearch;

import dev.mandate.agent.testkit.OnProduct;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Tests on a real OpenSearch with its security plugin, whose files Maven unpacks. */
final class OnOpenSearch extends OnProduct<OpenSearchTarget> {
    OnOpenSearch() {
        super("opensearch", OpenSearchTarget.class);
    }

    @Override
    protected Optional<String> missing() {
        return Files.isDirectory(zips())
                ? Optional.empty()
                : Optional.of(
                        zips() + " is missing: ./mvnw -pl sync-agents/agent-opensearch/server generate-test-resources");
    }

    @Override
    protected OpenSearchTarget start() {
        return new OpenSearchTarget();
    }

    static Path zips() {
        return Path.of("server/target/zips").toAbsolutePath();
    }
}
