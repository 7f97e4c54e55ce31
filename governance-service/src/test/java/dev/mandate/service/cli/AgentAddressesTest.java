package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Secret;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.state.ReadScope;
import dev.mandate.service.platform.HostileHosts;
import dev.mandate.service.policy.Applications;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** F15: whoever writes policy writes addresses, in any field of any agent that holds one. */
class AgentAddressesTest {
    private static final Set<ConnectSchema.Type> ADDRESSES =
            Set.of(ConnectSchema.Type.HOST, ConnectSchema.Type.HOSTS, ConnectSchema.Type.URL);

    /** Of two hosts of which nobody knows one. */
    private static final String ONLY_THE_OTHER =
            "(showing first 1 nodes, use getAllErrors() for more): Node(endPoint=127.0.0.1:";

    record Entrance(String application, Field field) {
        @Override
        public String toString() {
            return application + " " + field.name();
        }
    }

    /** Every field that holds an address; an application that has fields, and none of these, would be seen. */
    static List<Entrance> entrances() {
        var all = new ArrayList<Entrance>();
        for (String name : Applications.installed().names()) {
            List<Field> fields = type(name).connect().fields();
            List<Entrance> here = fields.stream()
                    .filter(field -> ADDRESSES.contains(field.type()))
                    .map(field -> new Entrance(name, field))
                    .toList();
            assertThat(here.isEmpty()).as(name).isEqualTo(fields.isEmpty());
            all.addAll(here);
        }
        return all;
    }

    private static AgentType type(String application) {
        return Applications.installed().type(ApplicationName.of(application)).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("entrances")
    void asksNowhereThatNoDeploymentIs(Entrance entrance) {
        var asked = new ArrayList<String>();
        for (String host : HostileHosts.ALL) {
            Throwable refused = catchThrowable(() -> ask(entrance, host));
            if (refused == null || !isRefusal(refused)) {
                asked.add(host + ": " + refused);
            }
        }
        assertThat(asked).isEmpty();
    }

    private static void ask(Entrance entrance, String host) {
        try (Agent agent = type(entrance.application()).open(connection(entrance, host))) {
            agent.read(new ReadScope.Full(Set.of()));
        }
    }

    private static Connection connection(Entrance entrance, String host) {
        var fields = new HashMap<String, String>();
        var secrets = new HashMap<String, Secret>();
        for (Field field : type(entrance.application()).connect().fields()) {
            if (field.type() == ConnectSchema.Type.SECRET) {
                secrets.put(field.name(), new Secret("a secret that goes nowhere"));
            } else if (field.fallback() != null) {
                fields.put(field.name(), field.fallback());
            } else if (field.required()) {
                fields.put(field.name(), "127.0.0.1");
            }
        }
        if (entrance.application().equals("postgresql")) {
            fields.put("database", "warehouse");
        }
        fields.put(
                entrance.field().name(),
                entrance.field().type() == ConnectSchema.Type.URL ? "https://" + HostileHosts.inUrl(host) + "/" : host);
        return new Connection(
                DeploymentId.of("here"), Map.copyOf(fields), secrets, () -> Instant.parse("2026-11-26T12:00:00Z"));
    }

    /** It was not tried at all: what is wrong with the field was said, or the address turned down, or nobody knows the name. */
    private static boolean isRefusal(Throwable thrown) {
        String said = String.valueOf(thrown.getMessage());
        return (thrown instanceof AgentException agent && agent.code() == ErrorCode.BAD_CONNECT)
                || said.contains("which no deployment has")
                || said.contains("nobody knows the host")
                || said.contains("is not known")
                || (thrown.getCause() != null && thrown.getCause().getCause() instanceof UnknownHostException)
                || said.contains(ONLY_THE_OTHER);
    }
}
