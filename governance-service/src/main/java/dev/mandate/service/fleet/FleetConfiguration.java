package dev.mandate.service.fleet;

import dev.mandate.agent.api.AgentType;
import dev.mandate.service.platform.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FleetConfiguration {
    @Bean
    Agents agents(SecretSource secrets, Clock clock, ObjectProvider<AgentType> ofTheService) {
        return Agents.installed(ofTheService.stream().toList(), secrets, clock::now);
    }
}
