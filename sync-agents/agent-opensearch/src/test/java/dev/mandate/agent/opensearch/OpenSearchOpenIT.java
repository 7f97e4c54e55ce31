package dev.mandate.agent.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.model.state.ReadScope;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the agent says when it is opened, on OpenSearch with TLS and on one without the plugin. */
@ExtendWith(OnOpenSearch.class)
class OpenSearchOpenIT {
    @Test
    void trustsTheAuthorityThatItIsGivenAndNoOther() {
        try (var server = new OpenSearchServer(OnOpenSearch.zips(), true, true)) {
            String authority = server.authority().toString();
            try (Agent agent = server.administrator(Map.of("ca", authority))) {
                assertThat(agent.read(new ReadScope.Full(Set.of())).appRoles()).isNotEmpty();
            }
            assertThat(catchThrowableOfType(AgentException.class, () -> server.administrator(Map.of()))
                            .code())
                    .isEqualTo(ErrorCode.INSECURE);
        }
    }

    @Test
    void refusesAnOpenSearchThatAsksNobodyWhoTheyAre() {
        try (var server = new OpenSearchServer(OnOpenSearch.zips(), false, false)) {
            AgentException refused = catchThrowableOfType(AgentException.class, () -> server.agent(Map.of()));
            assertThat(refused.code()).isEqualTo(ErrorCode.WRONG_TARGET);
            assertThat(refused).hasMessageContaining("install opensearch-security");
        }
    }
}
