package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.fleet.AgentApi;
import dev.mandate.service.platform.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The agent's own process, beside a service of the same test. */
final class TestingRuntime implements AutoCloseable {
    private static final long LONGEST_SECONDS = 60;

    private final TestingWeb web;
    private final String name;
    private final Path config;
    private final Path log;
    private @Nullable Process process;

    private TestingRuntime(TestingWeb web, String name, Path config) {
        this.web = web;
        this.name = name;
        this.config = config;
        this.log = config.resolveSibling(config.getFileName() + ".log");
    }

    /** One that joined; its file is written into the folder. */
    static TestingRuntime joined(TestingWeb web, String name, Path folder, String more)
            throws IOException, InterruptedException {
        return joined(web, web.url().toString(), name, folder, more);
    }

    /** @param server where it reaches the service */
    static TestingRuntime joined(TestingWeb web, String server, String name, Path folder, String more)
            throws IOException, InterruptedException {
        Path config = Files.writeString(
                folder.resolve(name + ".yaml"), "server: " + server + "\ndata: ./" + name + "\n" + more);
        var runtime = new TestingRuntime(web, name, config);
        Token token = web.get(AgentApi.class).invite(name, HostUser.actor());
        Path file = Files.writeString(folder.resolve(name + ".join"), token.value());
        assertThat(runtime.run("join", "--token-file", file.toString()).waitFor())
                .as(runtime::log)
                .isZero();
        return runtime;
    }

    private Process run(String command, String... more) throws IOException {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.mandate.agent.runtime.Main",
                command,
                "--config",
                config.toString()));
        words.addAll(List.of(more));
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Returns when the service has heard of it. */
    TestingRuntime start() throws IOException, InterruptedException {
        var before = lastContact();
        process = run("run");
        await("contact", () -> !lastContact().equals(before));
        return this;
    }

    private Object lastContact() {
        return web.get(AgentApi.class).agent(name).orElseThrow().lastContact();
    }

    static void await(String what, Condition condition) throws InterruptedException {
        var never = new CountDownLatch(1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    /** Something that becomes true. */
    @FunctionalInterface
    interface Condition {
        boolean holds();
    }

    /** STOP or CONT; by the shell, which has a kill of its own on every host. */
    void signal(String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(
                                "sh", "-c", "kill -" + signal + " " + running().pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    void kill() throws InterruptedException {
        running().destroyForcibly().waitFor();
    }

    Path folder() {
        return config.resolveSibling(name);
    }

    List<String> journal() throws IOException {
        return Files.readAllLines(folder().resolve("journal.jsonl"));
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException none) {
            return "nothing was said";
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
