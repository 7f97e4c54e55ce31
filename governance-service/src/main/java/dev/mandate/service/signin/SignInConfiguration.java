package dev.mandate.service.signin;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

/** Where nobody says otherwise, nobody signs in. */
@Configuration(proxyBeanMethods = false)
class SignInConfiguration {
    @Bean
    @Fallback
    SignInSettings noSignIn() {
        return SignInSettings.NONE;
    }
}
