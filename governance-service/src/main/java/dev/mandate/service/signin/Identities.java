package dev.mandate.service.signin;

import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.Person;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Token;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.signin.IdentityStore.Linked;
import dev.mandate.service.signin.ProviderSettings.Link;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * Finds the subject behind a provider's identity, which is issuer and {@code sub} and nothing else (OpenID Connect Core section 5.7). The
 * first time it is found by the rule of mandate.yaml, if that names exactly one; from then on by the link alone, so that whoever later
 * gets somebody's mail address does not become them.
 */
@Component
class Identities {
    /** For how long somebody who was found nowhere is listed. */
    static final Duration REMEMBERED = Duration.ofDays(90);

    private static final LedgerActor NOBODY = new LedgerActor("nobody", "unknown", "none");

    private final IdentityStore store;
    private final UnlinkedStore unlinked;
    private final DirectoryApi directory;
    private final LedgerApi ledger;
    private final Clock clock;
    private final Transactions transactions;

    Identities(
            IdentityStore store,
            UnlinkedStore unlinked,
            DirectoryApi directory,
            LedgerApi ledger,
            Clock clock,
            Transactions transactions) {
        this.store = store;
        this.unlinked = unlinked;
        this.directory = directory;
        this.ledger = ledger;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** What a provider's own word for something is known by here; both are its names, so neither may run into the other. */
    static Sha256 key(String issuer, String name) {
        return Sha256.of(Token.hash(issuer.length() + ":" + issuer + name));
    }

    /** Whom the issuer means; a token that was taken says so. */
    static String sub(Jwt token) {
        return Objects.requireNonNull(token.getSubject(), "sub");
    }

    /** Why nobody is found, as the ledger has it. */
    private enum Unlinked {
        CLAIM_MISSING,
        MAIL_NOT_VERIFIED,
        NOBODY,
        AMBIGUOUS,
        ANOTHER_IDENTITY,
        NOT_ACTIVE;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The active subject.
     *
     * @throws Problem where there is none, or not exactly one; why is on the ledger
     */
    Person of(Jwt token, String issuer, Link link) {
        Sha256 key = key(issuer, sub(token));
        Found found = transactions.inOne(() -> find(token, issuer, key, link));
        return switch (found) {
            case Found.One one -> one.person();
            case Found.None none -> throw refused(none.why(), key, issuer, sub(token));
        };
    }

    private sealed interface Found {
        record One(Person person) implements Found {}

        record None(Unlinked why) implements Found {}
    }

    private Found find(Jwt token, String issuer, Sha256 key, Link link) {
        Optional<Linked> linked = store.byKey(key);
        if (linked.isPresent()) {
            SubjectId subject = linked.get().subject();
            Person person = directory.people(List.of(subject)).get(subject);
            if (person == null || !person.isActivePerson()) {
                return new Found.None(Unlinked.NOT_ACTIVE);
            }
            if (person.tenure() == linked.get().tenure()) {
                unlinked.linked(key);
                return new Found.One(person);
            }
        }
        return byRule(token, issuer, key, link);
    }

    private Found byRule(Jwt token, String issuer, Sha256 key, Link link) {
        if (!(token.getClaims().get(link.claim()) instanceof String value) || value.isBlank()) {
            return new Found.None(Unlinked.CLAIM_MISSING);
        }
        if (link.claim().equals("email")
                && !Boolean.TRUE.equals(token.getClaims().get("email_verified"))) {
            return new Found.None(Unlinked.MAIL_NOT_VERIFIED);
        }
        List<Person> people = directory.having(link.source(), link.attribute(), value);
        if (people.size() != 1) {
            return new Found.None(people.isEmpty() ? Unlinked.NOBODY : Unlinked.AMBIGUOUS);
        }
        Person person = people.getFirst();
        store.forgetBefore(person.id(), person.tenure());
        if (!store.link(key, issuer, new Linked(person.id(), person.tenure()), clock.now())) {
            return new Found.None(Unlinked.ANOTHER_IDENTITY);
        }
        unlinked.linked(key);
        ledger.append(LedgerEvent.done(
                        new LedgerActor("subject", person.id().value(), "provider"),
                        ActionCode.of("identity.linked"),
                        new LedgerObject("subject", person.id().value()))
                .with(Map.of(
                        "identity", ledger.commit(issuer + " " + sub(token)).json(),
                        "by", JsonValue.text(link.claim() + "=" + link.source() + "/" + link.attribute()))));
        return new Found.One(person);
    }

    private Problem refused(Unlinked why, Sha256 key, String issuer, String sub) {
        transactions.apart(() -> {
            unlinked.tried(key, issuer, why.word(), clock.now());
            unlinked.trim();
            return ledger.append(LedgerEvent.done(
                            NOBODY, ActionCode.of("identity.unlinked"), new LedgerObject("provider", "sign-in"))
                    .ending(LedgerEvent.Outcome.DENIED)
                    .with(Map.of(
                            "identity", ledger.commit(issuer + " " + sub).json(),
                            "finding", JsonValue.text(why.word()))));
        });
        return new Problem(
                SignInCode.IDENTITY_UNLINKED,
                "the provider knows you, and the directory has not exactly one active person that its sign-in rule finds for"
                        + " you (" + why.word() + "); tell whoever runs Mandate");
    }

    /** In the caller's transaction. */
    void tidy() {
        unlinked.forgetBefore(clock.now().minus(REMEMBERED));
    }

    /** In the caller's transaction: the subject is found by the rule again the next time. */
    int unlink(SubjectId subject, LedgerActor by) {
        int links = store.unlink(subject);
        if (links > 0) {
            ledger.append(LedgerEvent.done(
                    by, ActionCode.of("identity.forgotten"), new LedgerObject("subject", subject.value())));
        }
        return links;
    }
}
