package dev.mandate.service.cli;

import dev.mandate.model.access.Caller;
import dev.mandate.service.signin.OperatorApi;

/** Operators of a service that runs in the test. */
final class TestingOperators {
    private TestingOperators() {}

    /** The operator of this name, and of the operating-system user of the same name; made where there is none. */
    static Caller operator(Beans service, String name) {
        var operators = service.get(OperatorApi.class);
        return operators.named(name).orElseGet(() -> {
            operators.add(name, name, HostUser.actor(), token -> {});
            return operators.named(name).orElseThrow();
        });
    }
}
