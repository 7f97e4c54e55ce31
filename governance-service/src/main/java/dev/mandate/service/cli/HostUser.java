package dev.mandate.service.cli;

import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import java.util.Map;

/** Who runs this process, as the operating system says. */
final class HostUser {
    private HostUser() {}

    static String name() {
        return System.getProperty("user.name", "unknown");
    }

    /** As the ledger names what is done on the host itself. */
    static LedgerActor actor() {
        return new LedgerActor("host", name(), "operating-system");
    }

    static String json(String name, String value) {
        return json(Map.of(name, JsonValue.text(value)));
    }

    static String json(Map<String, JsonValue> members) {
        return CanonicalJson.text(JsonValue.object(members));
    }
}
