package dev.mandate.service.signin;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Preset;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.signin.KeptSession.Way;
import dev.mandate.service.signin.Sessions.Begun;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What follows when somebody signed in, whichever way. */
@Component
class Welcome {
    private final Bootstrap bootstrap;
    private final LedgerApi ledger;

    Welcome(Bootstrap bootstrap, LedgerApi ledger) {
        this.bootstrap = bootstrap;
        this.ledger = ledger;
    }

    /** In the transaction in which the session begins. */
    Begun to(Begun begun, Way way, Network network) {
        Caller caller = begun.recognised().caller();
        ledger.append(LedgerEvent.done(
                        caller.actor(),
                        ActionCode.of("session.began"),
                        new LedgerObject(caller.actor().kind(), caller.actor().id()))
                .with(Map.of(
                        "way", JsonValue.text(way.word()),
                        "network", ledger.commit(network.text()).json())));
        if (way != Way.BOOTSTRAP && administers(caller)) {
            bootstrap.endFor(caller);
        }
        return begun;
    }

    /** Whether nobody needs the bootstrap administrator any more. */
    private static boolean administers(Caller caller) {
        return Preset.PLATFORM_ADMIN.permissions().stream().allMatch(caller::mayEverywhere);
    }
}
