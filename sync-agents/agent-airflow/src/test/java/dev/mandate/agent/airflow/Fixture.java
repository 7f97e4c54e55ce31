package dev.mandate.agent.airflow;

import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.http.Pacing;
import dev.mandate.model.access.DeploymentId;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** When tests happen, and as whom they connect. */
final class Fixture {
    static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    static final Pacing PACING = new Pacing(() -> NOW, length -> {}, new SplittableRandom(3));

    private Fixture() {}

    static Connection connection(String url, Map<String, String> more) {
        var fields = new TreeMap<>(Map.of("url", url, "user", ScriptedAirflow.USER));
        fields.putAll(more);
        return new Connection(
                DeploymentId.of("airflow-test"),
                fields,
                Map.of("password", new Secret(ScriptedAirflow.PASSWORD)),
                () -> NOW);
    }
}
