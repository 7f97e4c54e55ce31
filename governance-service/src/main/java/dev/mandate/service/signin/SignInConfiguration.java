package dev.mandate.service.signin;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

/** Where nobody says otherwise, nobody signs in, and whoever did may do nothing. */
@Configuration(proxyBeanMethods = false)
class SignInConfiguration {
    @Bean
    @Fallback
    SignInSettings noSignIn() {
        return SignInSettings.NONE;
    }

    @Bean
    @Fallback
    Callers leastCallers() {
        return Callers.LEAST;
    }
}
