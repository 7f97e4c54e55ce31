package dev.mandate.service.signin;

import dev.mandate.model.access.Permission;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.platform.Page;
import dev.mandate.service.platform.PageRequest;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Transactions;
import dev.mandate.service.signin.UnlinkedStore.Unlinked;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whom the identity provider let in and nobody here is, over the API. */
@Component
class UnlinkedIdentityController implements Routes {
    private final UnlinkedStore store;
    private final Transactions transactions;

    UnlinkedIdentityController(UnlinkedStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    record UnlinkedIdentities(Optional<Integer> pageSize, Optional<String> pageToken) {}

    /**
     * Somebody whom a provider let in and for whom no subject was found.
     *
     * @param identity SHA-256 of issuer and sub, the same each time; nothing else of what the provider says is kept
     * @param finding why nobody was found the last time: nobody, ambiguous, not-active, another-identity, claim-missing or
     *     mail-not-verified
     * @param attempts how often they tried
     */
    record UnlinkedIdentityRow(
            String identity, String issuer, String finding, Instant firstSeen, Instant lastSeen, long attempts) {
        static UnlinkedIdentityRow of(Unlinked one) {
            return new UnlinkedIdentityRow(
                    one.key().hex(), one.issuer(), one.finding(), one.firstSeen(), one.lastSeen(), one.attempts());
        }
    }

    record UnlinkedIdentityRows(
            List<UnlinkedIdentityRow> identities, @Nullable String nextPageToken) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.get(
                "/identities/unlinked",
                Permission.SOURCES_READ,
                "Identities of the sign-in provider for which no subject was found, the latest first; at most "
                        + UnlinkedStore.MOST + " are kept, for " + Identities.REMEMBERED.toDays() + " days.",
                UnlinkedIdentities.class,
                UnlinkedIdentityRows.class,
                (ask, asked) -> unlinked(asked)));
    }

    private UnlinkedIdentityRows unlinked(UnlinkedIdentities asked) {
        PageRequest request =
                PageRequest.of(asked.pageSize().orElse(null), asked.pageToken().orElse(null), 2);
        Page<Unlinked> page = Page.of(
                transactions.inOne(() -> rows(request)),
                request,
                one -> List.of(one.lastSeen().toString(), one.key().hex()));
        return new UnlinkedIdentityRows(
                page.items().stream().map(UnlinkedIdentityRow::of).toList(), page.nextPageToken());
    }

    private List<Unlinked> rows(PageRequest request) {
        try {
            return store.page(request);
        } catch (DateTimeException | IllegalArgumentException notOurs) {
            throw new Problem(
                    PageRequest.Code.PAGE_TOKEN_INVALID,
                    "page_token is not one of this list: leave it out to begin at the first page",
                    notOurs);
        }
    }
}
