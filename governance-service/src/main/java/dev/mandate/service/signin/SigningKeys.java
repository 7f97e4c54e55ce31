package dev.mandate.service.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.signin.SigningKeyStore.Kept;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Service;

/**
 * Keys that sign access tokens: one in force, and those whose tokens may still be around. Made when first needed. Only what the data
 * folder's key opens is believed, so whoever writes to the store cannot bring in a key of their own.
 */
@Service
public class SigningKeys {
    static final Duration IN_FORCE = Duration.ofDays(30);
    /** Longer than any token is good. */
    static final Duration RETIRED = Duration.ofHours(1);

    private static final LedgerActor JOB = new LedgerActor("job", "signing-keys", "service");

    private final SigningKeyStore store;
    private final Sealing sealing;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;
    /** By what the store holds; a row that is gone or changed is not found here any more. */
    private final Map<Kept, ECKey> opened = new ConcurrentHashMap<>();

    SigningKeys(SigningKeyStore store, Sealing sealing, LedgerApi ledger, Clock clock, Transactions transactions) {
        this.store = store;
        this.sealing = sealing;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** The one that signs now. */
    ECKey inForce() {
        return transactions.inOne(() -> {
            if (store.inForce().isEmpty()) {
                store.lock();
                if (store.inForce().isEmpty()) {
                    make(JOB, "first");
                }
            }
            return opened(store.inForce().orElseThrow());
        });
    }

    Optional<ECKey> byId(String id) {
        return transactions.inOne(() -> store.byId(id).map(this::opened));
    }

    /** What is published of all whose tokens are taken. */
    JWKSet published() {
        inForce();
        return new JWKSet(transactions.inOne(() -> store.all().stream()
                .map(kept -> (JWK) opened(kept).toPublicJWK())
                .toList()));
    }

    /** From now on another key signs; what was signed before stays good for as long as it says. Gives the new key's id. */
    public String rotate(LedgerActor by) {
        return transactions.inOne(() -> {
            store.lock();
            store.inForce().ifPresent(this::opened);
            store.retire(clock.now());
            return make(by, "rotated");
        });
    }

    /** Every key is given up, and every token with them: they may be known to somebody, or nothing opens them any more. */
    public String forget(LedgerActor by) {
        return transactions.inOne(() -> {
            store.lock();
            store.forgetAll();
            sealing.startOver();
            return make(by, "all-before-forgotten");
        });
    }

    /** From now on another key of the data folder seals them. */
    public void seal(LedgerActor by) {
        transactions.inOne(() -> {
            store.lock();
            List<Kept> all = store.all();
            all.forEach(this::opened);
            sealing.begin();
            sealing.rotate();
            for (Kept kept : all) {
                store.seal(
                        kept.id(), sealing.seal(place(kept.id()), opened(kept).toJSONString()));
            }
            return ledger.append(LedgerEvent.done(
                    by, ActionCode.of("sealing-key.rotated"), new LedgerObject("sealing-key", "mandate")));
        });
        // Only now: had the store not taken it, the older one would still be needed. And only what no row needs:
        // another node may be
        // between these two steps of its own.
        transactions.inOne(() -> {
            store.lock();
            List<String> sealed = store.all().stream().map(Kept::sealed).toList();
            sealing.forgetOlder(sealed);
            return sealed;
        });
    }

    /** In the caller's transaction; once a minute. */
    void tidy() {
        store.lock();
        store.forgetRetiredUntil(clock.now().minus(RETIRED));
        boolean old = store.inForce()
                .filter(kept -> kept.made().plus(IN_FORCE).isBefore(clock.now()))
                .isPresent();
        if (old) {
            rotate(JOB);
        }
        List<Kept> all = store.all();
        opened.keySet().retainAll(all);
    }

    private String make(LedgerActor by, String because) {
        sealing.begin();
        ECKey key = generated();
        String id = key.getKeyID();
        boolean made = store.insert(new Kept(id, sealing.seal(place(id), key.toJSONString()), clock.now()));
        if (made) {
            ledger.append(LedgerEvent.done(by, ActionCode.of("signing-key.made"), new LedgerObject("signing-key", id))
                    .with(Map.of("because", JsonValue.text(because))));
        }
        return id;
    }

    private static ECKey generated() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("the JDK makes no P-256 keys", impossible);
        }
    }

    /** In a transaction. A row that was read before it was sealed anew, and whose older key is gone since, is read once more. */
    private ECKey opened(Kept kept) {
        try {
            return opened.computeIfAbsent(kept, this::open);
        } catch (Problem unopened) {
            Kept now =
                    store.byId(kept.id()).filter(again -> !again.equals(kept)).orElseThrow(() -> unopened);
            return opened.computeIfAbsent(now, this::open);
        }
    }

    private ECKey open(Kept kept) {
        try {
            return ECKey.parse(sealing.open(place(kept.id()), kept.sealed()));
        } catch (ParseException notAKey) {
            throw new IllegalStateException("what was sealed for " + place(kept.id()) + " is no key", notAKey);
        }
    }

    private static String place(String id) {
        return "signin.signing_key|" + id + "|sealed|1";
    }
}
