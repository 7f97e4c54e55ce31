package dev.mandate.agent.superset;

import dev.mandate.agent.testkit.DockerImage;
import dev.mandate.agent.testkit.OnProduct;
import java.util.Map;
import java.util.Optional;

/** Tests on a real Superset in a container. */
final class OnSuperset extends OnProduct<SupersetServer> {
    static final DockerImage IMAGE = new DockerImage("superset");

    OnSuperset() {
        super("docker", SupersetServer.class);
    }

    @Override
    protected Optional<String> missing() {
        return IMAGE.missing();
    }

    @Override
    protected SupersetServer start() {
        return new SupersetServer(IMAGE.tag(), Map.of());
    }
}
