package dev.mandate.service.cli;

import dev.mandate.agent.api.SecretSource;
import dev.mandate.service.directory.Sources;
import dev.mandate.service.ledger.LedgerSettings;
import dev.mandate.service.platform.Database;
import dev.mandate.service.policy.PolicySettings;
import dev.mandate.service.settings.Secrets;
import dev.mandate.service.settings.Settings;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** The service without its web server, on a database that is open. */
final class ServiceContext implements AutoCloseable, Beans {
    private final AnnotationConfigApplicationContext beans;

    @Configuration(proxyBeanMethods = false)
    @ComponentScan("dev.mandate.service")
    static class Modules {}

    private ServiceContext(AnnotationConfigApplicationContext beans) {
        this.beans = beans;
    }

    /** As the operator's file says. */
    static ServiceContext open(Database database, Settings settings) {
        return open(
                database,
                LedgerSettings.in(settings.data(), settings.checkpoints()),
                settings.linked(),
                new Secrets(settings.secrets(), settings.reach()),
                OpenService.policy(settings));
    }

    static ServiceContext open(
            Database database, LedgerSettings ledger, Sources sources, SecretSource secrets, PolicySettings policy) {
        var beans = new AnnotationConfigApplicationContext();
        // The database is opened before and closed after the context, by whoever opened it.
        beans.registerBean(Database.class, () -> database, definition -> definition.setDestroyMethodName(""));
        beans.registerBean(LedgerSettings.class, () -> ledger);
        beans.registerBean(Sources.class, () -> sources);
        beans.registerBean(SecretSource.class, () -> secrets);
        beans.registerBean(PolicySettings.class, () -> policy);
        beans.register(Modules.class);
        beans.refresh();
        return new ServiceContext(beans);
    }

    @Override
    public <T> T get(Class<T> type) {
        return beans.getBean(type);
    }

    @Override
    public void close() {
        beans.close();
    }
}
