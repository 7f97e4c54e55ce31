package dev.mandate.service.access;

import dev.mandate.agent.api.AgentType;
import dev.mandate.service.platform.Transactions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
    /** The agent of Mandate itself works on the service's own store. */
    @Bean
    AgentType mandateItself(OfficeStore store, Transactions transactions) {
        return new MandateType(connection -> new OfficeAgent(store, transactions, connection));
    }
}
