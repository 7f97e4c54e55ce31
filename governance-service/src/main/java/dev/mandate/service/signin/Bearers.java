package dev.mandate.service.signin;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.model.access.Remit;
import dev.mandate.service.api.Callers;
import dev.mandate.service.api.Recognised;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.Person;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Transactions;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * Knows whoever asks with an access token. The token alone is never enough: the client, its key and its subject are asked anew at every
 * request, so that what ended counts no more.
 */
@Component
class Bearers {
    /** RFC 7800: the key to which a token is bound. */
    private static final String BOUND = "cnf";

    private final AccessTokens tokens;
    private final DpopProofs proofs;
    private final Sessions sessions;
    private final ClientApi clients;
    private final DirectoryApi directory;
    private final Callers callers;
    private final SameOrigin origin;
    private final SignInSettings settings;
    private final LedgerApi ledger;
    private final Transactions transactions;

    Bearers(
            AccessTokens tokens,
            DpopProofs proofs,
            Sessions sessions,
            ClientApi clients,
            DirectoryApi directory,
            Callers callers,
            SameOrigin origin,
            SignInSettings settings,
            LedgerApi ledger,
            Transactions transactions) {
        this.tokens = tokens;
        this.proofs = proofs;
        this.sessions = sessions;
        this.clients = clients;
        this.directory = directory;
        this.callers = callers;
        this.origin = origin;
        this.settings = settings;
        this.ledger = ledger;
        this.transactions = transactions;
    }

    /** Empty, and counted, where the token is not good, or whoever it was given to is not who may ask. */
    Optional<Recognised> recognise(HttpServletRequest request, String token, InetAddress from) {
        return recognise(request, token, from, false);
    }

    /** A token with which comes a proof of the key to which it is bound (RFC 9449). */
    Optional<Recognised> recogniseBound(HttpServletRequest request, String token, InetAddress from) {
        return recognise(request, token, from, true);
    }

    private Optional<Recognised> recognise(HttpServletRequest request, String token, InetAddress from, boolean proves) {
        var issuer = Issuer.of(request, settings);
        Optional<Recognised> known = origin.isSafe(request)
                ? tokens.read(issuer, token)
                        .filter(read -> proves ? isShown(issuer, request, token, read) : !read.hasClaim(BOUND))
                        .flatMap(read -> transactions.inOne(
                                () -> read.hasClaim(DeviceTokens.SESSION) ? person(read) : program(read)))
                        .map(caller -> new Recognised(caller, Optional.empty()))
                : Optional.empty();
        if (known.isEmpty()) {
            ledger.refused(from);
        }
        return known;
    }

    private boolean isShown(Issuer issuer, HttpServletRequest request, String token, Jwt read) {
        return read.getClaims().get(BOUND) instanceof Map<?, ?> to
                && to.get("jkt") instanceof String thumbprint
                && proofs.isShown(issuer, request, token, new JWKThumbprintConfirmation(new Base64URL(thumbprint)));
    }

    /** Whoever confirmed a command line, while that session is one. */
    private Optional<Caller> person(Jwt token) {
        return sessionId(token)
                .flatMap(sessions::aliveDevice)
                .filter(session ->
                        session.subject() != null && session.subject().value().equals(token.getSubject()))
                .map(sessions::caller);
    }

    private static Optional<UUID> sessionId(Jwt token) {
        try {
            return Optional.of(UUID.fromString(String.valueOf(token.getClaims().get(DeviceTokens.SESSION))));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private Optional<Caller> program(Jwt token) {
        return clients.named(String.valueOf(token.getClaims().get(AccessTokens.CLIENT_ID)))
                .filter(client -> client.keyId().equals(token.getClaims().get(AccessTokens.CLIENT_KEY)))
                .filter(client -> !client.bound() || token.hasClaim(BOUND))
                .filter(this::isFounded)
                .map(client -> caller(client, token));
    }

    private boolean isFounded(Client client) {
        if (client.subject() == null) {
            return true;
        }
        Person person = directory.people(List.of(client.subject())).get(client.subject());
        return person != null && person.isActive() && person.tenure() == client.tenure();
    }

    /** What its subject may now, of that what the client may, and of that what it asked for. */
    private Caller caller(Client client, Jwt token) {
        if (client.subject() == null) {
            return Caller.agent(client.name().substring(Client.AGENT.length()));
        }
        Set<Permission> asked = client.permissions().stream()
                .filter(Scopes.of(String.valueOf(token.getClaims().get(Scopes.CLAIM)))::contains)
                .collect(Collectors.toSet());
        // A program cannot show again who it is.
        Caller subject = callers.of(client.subject(), Instant.EPOCH);
        Set<Remit> remits = subject.remits().stream()
                .map(remit -> new Remit(intersection(remit.permissions(), asked), remit.over()))
                .collect(Collectors.toSet());
        return new Caller(
                subject.kind(),
                subject.name(),
                subject.subject(),
                subject.identities(),
                subject.osUser(),
                remits,
                subject.proved());
    }

    private static Set<Permission> intersection(Set<Permission> some, Set<Permission> others) {
        return some.stream().filter(others::contains).collect(Collectors.toSet());
    }
}
