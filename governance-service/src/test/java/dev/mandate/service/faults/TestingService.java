package dev.mandate.service.faults;

import dev.mandate.agent.api.AgentType;
import dev.mandate.agent.api.InstalledAgents;
import dev.mandate.agent.api.Secret;
import dev.mandate.agent.api.SecretSource;
import dev.mandate.service.api.Standing;
import dev.mandate.service.directory.Source;
import dev.mandate.service.directory.Sources;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.platform.Clock;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;

/** The service as it is wired in production, over connections, a clock, a source and targets of a test. */
final class TestingService implements AutoCloseable {
    private final AnnotationConfigApplicationContext beans;

    @Configuration(proxyBeanMethods = false)
    @ComponentScan(
            basePackages = {
                "dev.mandate.service.platform",
                "dev.mandate.service.ledger",
                "dev.mandate.service.directory",
                "dev.mandate.service.fleet",
                "dev.mandate.service.policy",
                "dev.mandate.service.access",
                "dev.mandate.service.reconcile"
            },
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Advice"))
    static class Modules {}

    private TestingService(AnnotationConfigApplicationContext beans) {
        this.beans = beans;
    }

    /** Beans that are registered here replace those of the same name that the modules would make. */
    static TestingService open(DataSource connections, Clock clock, Path data, Source source, AgentType target) {
        var beans = new AnnotationConfigApplicationContext();
        SecretSource secrets = (name, deployment, endpoint) -> new Secret("none");
        beans.registerBean("connections", DataSource.class, () -> connections, bean -> bean.setDestroyMethodName(""));
        beans.registerBean("clock", Clock.class, () -> clock);
        beans.registerBean(Standing.class, () -> caller -> caller);
        beans.registerBean(
                "agents", InstalledAgents.class, () -> new InstalledAgents(List.of(target), secrets, clock::now));
        beans.registerBean(SecretSource.class, () -> secrets);
        beans.registerBean(LedgerSettings.class, () -> LedgerSettings.in(data, List.of()));
        beans.registerBean(Sources.class, () -> Sources.of(List.of(source)));
        beans.register(Modules.class);
        beans.refresh();
        return new TestingService(beans);
    }

    <T> T get(Class<T> type) {
        return beans.getBean(type);
    }

    @Override
    public void close() {
        beans.close();
    }
}
