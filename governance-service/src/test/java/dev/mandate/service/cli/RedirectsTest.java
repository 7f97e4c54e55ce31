package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Secret;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.state.ReadScope;
import dev.mandate.service.policy.Applications;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** F15: wherever a server sends us, nobody there is asked anything. What a provider says is in {@code ProviderSignInTest}. */
class RedirectsTest {
    private static final String CREDENTIAL = "what-opens-it";
    private static final List<Integer> STATUSES = List.of(301, 302, 303, 307, 308);

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @SuppressWarnings("NullAway.Init")
    private ServerSocket elsewhere;

    private final AtomicInteger met = new AtomicInteger();

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int status;
    private volatile String location = "";

    /** One of ours that speaks HTTP, with a credential. */
    @FunctionalInterface
    interface Asking {
        void at(URI server);
    }

    record Client(String name, Asking asking) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Client> clients() {
        Stream<Client> ours = Stream.of(
                new Client("command line", server -> {
                    try (var link = new HttpLink(server, CREDENTIAL)) {
                        link.get("/operators", Map.of());
                    }
                }),
                new Client(
                        "command line that signs in",
                        server -> new TokenService(server).post("/oauth2/token", Map.of("refresh_token", CREDENTIAL))));
        Stream<Client> agents = Applications.installed().names().stream()
                .map(name ->
                        Applications.installed().type(ApplicationName.of(name)).orElseThrow())
                .filter(type -> type.connect().field("url").isPresent())
                .map(type -> new Client(type.application().value(), server -> read(type, server)));
        return Stream.concat(ours, agents).toList();
    }

    private static void read(AgentType type, URI server) {
        var fields = new HashMap<String, String>();
        var secrets = new HashMap<String, Secret>();
        for (ConnectSchema.Field field : type.connect().fields()) {
            if (field.type() == ConnectSchema.Type.SECRET) {
                secrets.put(field.name(), new Secret(CREDENTIAL));
            } else if (field.type() == ConnectSchema.Type.URL) {
                fields.put(field.name(), server.toString());
            } else if (field.fallback() != null) {
                fields.put(field.name(), field.fallback());
            } else if (field.required()) {
                fields.put(field.name(), "mandate");
            }
        }
        fields.put("tls", "disable");
        try (Agent agent = type.open(new Connection(
                DeploymentId.of("here"), fields, secrets, () -> Instant.parse("2026-11-26T12:00:00Z")))) {
            agent.read(new ReadScope.Full(Set.of()));
        }
    }

    @BeforeEach
    void listen() throws IOException {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        elsewhere = new ServerSocket(0, 50, loopback.getAddress());
        Thread.startVirtualThread(this::meet);
        server = HttpServer.create(loopback, 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    /** Whoever comes is counted and hung up on. */
    private void meet() {
        try {
            while (true) {
                try (Socket _ = elsewhere.accept()) {
                    met.incrementAndGet();
                }
            }
        } catch (IOException closed) {
            // By the end of the test.
        }
    }

    @AfterEach
    void close() throws IOException {
        server.stop(0);
        elsewhere.close();
    }

    private List<String> places() {
        int port = elsewhere.getLocalPort();
        return List.of(
                "http://127.0.0.1:" + port + "/",
                "http://localhost:" + port + "/latest/meta-data",
                "https://127.0.0.1:" + port + "/",
                "//127.0.0.1:" + port + "/",
                "http://mandate@127.0.0.1:" + port + "/",
                "http://2130706433:" + port + "/",
                "http://[::ffff:127.0.0.1]:" + port + "/",
                "gopher://127.0.0.1:" + port + "/_x",
                "ftp://127.0.0.1:" + port + "/x",
                "http://169.254.169.254/latest/meta-data/",
                "file:///etc/passwd",
                "/moved",
                "");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void goesNowhereItIsSent(Client client) {
        URI here = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        for (String place : places()) {
            for (int one : STATUSES) {
                location = place;
                status = one;
                asked.clear();
                Throwable said = catchThrowable(() -> client.asking().at(here));
                assertThat(said).as(one + " " + place).isInstanceOfAny(AgentException.class, CommandFailure.class);
                assertThat(String.valueOf(said.getMessage())).doesNotContain(CREDENTIAL, "root:");
                if (said instanceof AgentException agent) {
                    assertThat(agent.code()).as(said.getMessage()).isEqualTo(ErrorCode.WRONG_TARGET);
                }
                assertThat(asked).as(one + " " + place).hasSize(1).doesNotContain("/moved");
                assertThat(met).as(one + " " + place).hasValue(0);
            }
        }
    }
}
