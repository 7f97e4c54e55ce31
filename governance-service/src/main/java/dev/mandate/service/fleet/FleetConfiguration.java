package dev.mandate.service.fleet;

import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.InstalledAgents;
import dev.mandate.agent.api.SecretSource;
import dev.mandate.service.platform.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FleetConfiguration {
    @Bean
    InstalledAgents agents(SecretSource secrets, Clock clock, ObjectProvider<AgentType> ofTheService) {
        return InstalledAgents.installed(ofTheService.stream().toList(), secrets, clock::now);
    }
}
