package dev.mandate.service.cli;

import dev.mandate.agent.api.SecretSource;
import dev.mandate.service.directory.Sources;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.platform.Database;
import dev.mandate.service.policy.PolicySettings;
import dev.mandate.service.settings.Secrets;
import dev.mandate.service.settings.Settings;
import dev.mandate.service.signin.SignInSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** The service with its web server, on a database that is open. */
final class WebService implements AutoCloseable, Beans {
    private final ConfigurableApplicationContext context;
    private final String host;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({ServiceContext.Modules.class, MetricsGate.class, Standings.class, ReconciliationMeters.class})
    static class Web {}

    private WebService(ConfigurableApplicationContext context, String host) {
        this.context = context;
        this.host = host;
    }

    /**
     * As the operator's file says.
     *
     * @param listen port 0 takes any that is free
     */
    static WebService start(Database database, Settings settings, InetSocketAddress listen) {
        return start(
                database,
                LedgerSettings.in(settings.data(), settings.checkpoints()),
                settings.linked(),
                new Secrets(settings.secrets(), settings.reach()),
                OpenService.policy(settings),
                settings.signIn(),
                listen);
    }

    static WebService start(
            Database database,
            LedgerSettings ledger,
            Sources sources,
            SecretSource secrets,
            PolicySettings policy,
            SignInSettings signIn,
            InetSocketAddress listen) {
        ApplicationContextInitializer<GenericApplicationContext> parts = context -> {
            // The database is opened before and closed after the context, by whoever opened it.
            context.registerBean(Database.class, () -> database, bean -> bean.setDestroyMethodName(""));
            context.registerBean(LedgerSettings.class, () -> ledger);
            context.registerBean(Sources.class, () -> sources);
            context.registerBean(SecretSource.class, () -> secrets);
            context.registerBean(PolicySettings.class, () -> policy);
            context.registerBean(SignInSettings.class, () -> signIn);
        };
        Map<String, Object> properties = new HashMap<>(Map.of(
                "server.address",
                listen.getHostString(),
                "server.port",
                listen.getPort(),
                "server.error.include-message",
                "never",
                "server.shutdown",
                "graceful",
                "spring.servlet.multipart.enabled",
                false,
                "management.endpoints.web.exposure.include",
                "health,prometheus",
                "management.endpoint.health.probes.enabled",
                true,
                "spring.main.banner-mode",
                "off",
                "spring.main.log-startup-info",
                false));
        properties.putAll(proxied(signIn.proxies()));
        return new WebService(
                new SpringApplicationBuilder(Web.class)
                        .web(WebApplicationType.SERVLET)
                        .registerShutdownHook(false)
                        .initializers(parts)
                        .properties(properties)
                        .run(),
                listen.getHostString());
    }

    /** Who asks is whom a proxy in front says, and only such a one: whatever else sends that header is not believed. */
    private static Map<String, Object> proxied(List<String> proxies) {
        if (proxies.isEmpty()) {
            return Map.of("server.forward-headers-strategy", "none");
        }
        return Map.of(
                "server.forward-headers-strategy",
                "native",
                "server.tomcat.remoteip.internal-proxies",
                proxies.stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }

    /** Where commands on this host reach it. */
    URI url() {
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        String reached = switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "0:0:0:0:0:0:0:0" -> "[::1]";
            default -> host.contains(":") ? "[" + host + "]" : host;
        };
        return URI.create("http://" + reached + ":" + port);
    }

    @Override
    public <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
