package dev.mandate.service.policy;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

/** Where nobody says otherwise, two people decide and anybody publishes by hand. */
@Configuration(proxyBeanMethods = false)
class PolicyConfiguration {
    @Bean
    @Fallback
    PolicySettings usualPolicySettings() {
        return PolicySettings.USUAL;
    }
}
