package dev.mandate.service.fleet;

import dev.mandate.service.platform.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FleetConfiguration {
    @Bean
    Agents agents(SecretSource secrets, Clock clock) {
        return Agents.installed(secrets, clock::now);
    }
}
