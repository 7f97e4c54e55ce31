package dev.mandate.agent.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An image that {@code compose/images/build} makes; none is ever pulled.
 *
 * @param name of its folder in {@code compose/images}
 */
public record DockerImage(String name) {
    /** What is not here and how to get it; empty if the image can be run. */
    public Optional<String> missing() {
        if (output("docker", "version").isEmpty()) {
            return Optional.of("no docker daemon answers; install docker.io and start dockerd");
        }
        return output("docker", "image", "inspect", tag()).isEmpty()
                ? Optional.of("the image " + tag() + " is not built: compose/images/build " + name)
                : Optional.empty();
    }

    public String tag() {
        return output(build().toString(), "--tag", name).orElseThrow();
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
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
}
