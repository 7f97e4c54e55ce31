package dev.mandate.service.policy;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.api.Vocabularies;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.access.Vocabulary.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Two small applications, so that these tests do not move with the real vocabularies. */
final class TestApplications {
    private static final Kind ROLE = kind("role", Facet.MEMBERSHIPS, List.of(), false, Set.of("admin"));

    private TestApplications() {}

    static Applications both() {
        return Applications.of(database(), dashboards());
    }

    private static AgentType database() {
        var connect = new ConnectSchema(List.of(
                field("host", ConnectSchema.Type.HOST, true),
                new Field("port", ConnectSchema.Type.PORT, false, "5432", "port"),
                field("database", ConnectSchema.Type.TEXT, false),
                field("databases", ConnectSchema.Type.LIST, false),
                new Field("tls", ConnectSchema.Type.TLS, false, "verify-full", "how the server is checked"),
                field("user", ConnectSchema.Type.TEXT, true),
                field("password", ConnectSchema.Type.SECRET, true)));
        return new TestingAgentType(
                ApplicationName.of("postgresql"),
                connect,
                List.of(
                        ROLE,
                        kind("schema", Facet.ROLE_CONTENT, List.of("CREATE", "USAGE"), true, Set.of()),
                        kind(
                                "table",
                                Facet.ROLE_CONTENT,
                                List.of("DELETE", "INSERT", "SELECT", "UPDATE"),
                                true,
                                Set.of())),
                Set.of(AppRoleName.of("pg_monitor")));
    }

    private static AgentType dashboards() {
        var connect = new ConnectSchema(List.of(
                field("url", ConnectSchema.Type.URL, true),
                field("user", ConnectSchema.Type.TEXT, true),
                field("password", ConnectSchema.Type.SECRET, true)));
        return new TestingAgentType(
                ApplicationName.of("superset"),
                connect,
                List.of(
                        ROLE,
                        kind("permission", Facet.ROLE_CONTENT, List.of("can_read", "can_write"), false, Set.of())),
                Set.of(AppRoleName.of("Admin")));
    }

    private static Field field(String name, ConnectSchema.Type type, boolean required) {
        return new Field(name, type, required, null, "the " + name);
    }

    private static Kind kind(String name, Facet facet, List<String> actions, boolean pattern, Set<String> options) {
        return new Kind(name, facet, actions, pattern, Direction.WIDENS, Risk.STANDARD, Map.of(), options);
    }

    private record TestingAgentType(
            ApplicationName application, ConnectSchema connect, List<Kind> kinds, Set<AppRoleName> builtIn)
            implements AgentType, Vocabularies {
        @Override
        public Vocabularies vocabularies() {
            return this;
        }

        @Override
        public List<Release> releases() {
            return List.of(Release.of("1"), Release.of("2"));
        }

        @Override
        public Vocabulary vocabulary(Release release) {
            var byName = new TreeMap<String, Kind>();
            kinds.forEach(kind -> byName.put(kind.name(), kind));
            return new Vocabulary(application, release, byName, List.of(), builtIn, List.of());
        }

        @Override
        public Agent open(Connection connection) {
            throw new UnsupportedOperationException("policy opens nothing");
        }
    }
}
