package dev.mandate.service.reconcile;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Permission;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.fleet.FleetApi;
import dev.mandate.service.fleet.FoundAccount;
import dev.mandate.service.platform.Page;
import dev.mandate.service.platform.PageRequest;
import dev.mandate.service.policy.Sight;
import dev.mandate.service.policy.Sights;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Accounts of which nobody knows whose they are, over the API. */
@Component
class UnlinkedController implements Routes {
    private final FleetApi fleet;
    private final Sights sights;

    UnlinkedController(FleetApi fleet, Sights sights) {
        this.fleet = fleet;
        this.sights = sights;
    }

    record Unlinked(Optional<Integer> pageSize, Optional<String> pageToken) {}

    /**
     * @param kind personal, service, shared or emergency
     * @param tombstoned whether a leaver had it, so that it is given to nobody again
     */
    record AccountRow(
            String deployment, String account, String kind, String status, boolean tombstoned, Instant since) {
        static AccountRow of(FoundAccount found) {
            return new AccountRow(
                    found.deployment().value(),
                    found.name().value(),
                    found.kind(),
                    found.status(),
                    found.tombstoned(),
                    found.since());
        }
    }

    record AccountRows(List<AccountRow> accounts, @Nullable String nextPageToken) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.get(
                "/accounts/unlinked",
                Permission.ACCESS_READ,
                "Accounts that the last readings found and that are linked to nobody, by deployment and name.",
                Unlinked.class,
                AccountRows.class,
                (ask, asked) -> unlinked(ask.caller(), asked)));
    }

    AccountRows unlinked(Caller caller, Unlinked asked) {
        PageRequest request =
                PageRequest.of(asked.pageSize().orElse(null), asked.pageToken().orElse(null), 2);
        Sight sight = sights.of(caller, Permission.ACCESS_READ);
        List<FoundAccount> found = fleet.unlinked(
                sight.everything()
                        ? Optional.empty()
                        : Optional.of(sight.deployments().keySet()),
                request);
        Page<FoundAccount> page = Page.of(
                found,
                request,
                one -> List.of(one.deployment().value(), one.name().value()));
        return new AccountRows(page.items().stream().map(AccountRow::of).toList(), page.nextPageToken());
    }
}
