package dev.mandate.agent.airflow;

import dev.mandate.agent.testkit.DockerImage;
import dev.mandate.agent.testkit.OnProduct;
import java.util.Optional;

/** Tests on a real Airflow in a container. */
final class OnAirflow extends OnProduct<AirflowServer> {
    private static final DockerImage IMAGE = new DockerImage("airflow");

    OnAirflow() {
        super("docker", AirflowServer.class);
    }

    @Override
    protected Optional<String> missing() {
        return IMAGE.missing();
    }

    @Override
    protected AirflowServer start() {
        return new AirflowServer(IMAGE.tag());
    }
}
