package dev.mandate.model.cases;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.state.AccessSnapshot;
import dev.mandate.model.state.DeploymentContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * One file of {@code cases/}: a small world and what must follow from it. Sections of the world: {@code given} (what
 * decides access), {@code deployments}, {@code modes}, {@code links}, {@code tombstones}, {@code had}, {@code defined},
 * {@code made}, {@code guards}, {@code when}, {@code profile}, {@code observed}. Sections of what follows: {@code desired},
 * {@code roles}, {@code why}, and for a deployment that was read {@code plan} and {@code expect}, see {@link PlanCase}.
 *
 * @param name of the file, without its ending
 * @param file all of it
 */
public record PolicyCase(
        String name, Yaml file, AccessSnapshot snapshot, SortedMap<DeploymentId, DeploymentContext> contexts) {
    /** Every case that has this section. */
    public static List<PolicyCase> with(String section) {
        return all().stream().filter(one -> one.file.has(section)).toList();
    }

    public static List<PolicyCase> all() {
        try {
            Path folder = Path.of(Objects.requireNonNull(PolicyCase.class.getResource("/cases"))
                    .toURI());
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> file.toString().endsWith(".yaml"))
                        .sorted()
                        .map(PolicyCase::read)
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PolicyCase read(Path file) {
        try {
            String name = file.getFileName().toString().replace(".yaml", "");
            return of(name, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static PolicyCase of(String name, String text) {
        return new PolicyCaseReader(name, Yaml.load(name, text)).read();
    }

    /** The context of the deployment that is there alone. */
    public DeploymentContext context() {
        if (contexts.size() != 1) {
            throw new IllegalStateException(name + " has several deployments");
        }
        return contexts.firstEntry().getValue();
    }

    public DeploymentContext context(String deployment) {
        return Objects.requireNonNull(contexts.get(DeploymentId.of(deployment)), deployment);
    }

    @Override
    public String toString() {
        return name;
    }
}
