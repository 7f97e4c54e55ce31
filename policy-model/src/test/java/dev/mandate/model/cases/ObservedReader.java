package dev.mandate.model.cases;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Coverage;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedAppRole;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code observed: {pos: ["ann role:till"]}}, or with more to say {@code {pos: {grants: […], accounts: {ann:
 * disabled}, app-roles: [till], coverage: {"ann table:sales* SELECT": 1 of 3}}}}. An account or AppRole that a grant
 * names is there, enabled; a grant that cannot be taken is {@code {grant: …, fixed: why}}.
 */
final class ObservedReader {
    private final Yaml here;
    private final DeploymentId deployment;
    private final Instant at;
    private final Map<AccountName, ObservedAccount> accounts = new HashMap<>();
    private final Map<AppRoleName, ObservedAppRole> appRoles = new HashMap<>();
    private final Map<Grant, ObservedGrant> grants = new HashMap<>();
    private final Map<Grant, Coverage> coverage = new HashMap<>();

    ObservedReader(Yaml observed, DeploymentId deployment, Instant at) {
        Object value = observed.values().get(deployment.value());
        if (value == null) {
            throw new IllegalArgumentException(
                    observed.place() + " needs " + deployment + ": a plan starts from a read");
        }
        this.here = value instanceof List<?> list
                ? Yaml.of(observed.place(), Map.of("grants", list))
                : observed.in(deployment.value()).only("accounts", "app-roles", "grants", "coverage");
        this.deployment = deployment;
        this.at = at;
    }

    ObservedState read() {
        here.list("grants").forEach(this::grant);
        here.texts("app-roles").forEach(name -> appRole(AppRoleName.of(name)));
        here.in("accounts").keys().forEach(name -> accounts.put(AccountName.of(name), account(name)));
        Yaml covered = here.in("coverage");
        for (String pattern : covered.keys()) {
            String[] parts = covered.need(pattern).split(" of ", -1);
            coverage.put(
                    PolicyCaseReader.grant(pattern).key(),
                    new Coverage(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])));
        }
        return new ObservedState(
                deployment, new ReadScope.Full(coverage.keySet()), at, accounts, appRoles, grants, coverage);
    }

    private void grant(Object line) {
        String fixed = null;
        Grant grant;
        if (line instanceof String text) {
            grant = PolicyCaseReader.grant(text);
        } else {
            Yaml row = Yaml.of(here.place(), line).only("grant", "fixed");
            grant = PolicyCaseReader.grant(row.need("grant"));
            fixed = row.need("fixed");
        }
        switch (grant.principal()) {
            case Principal.Account(AccountName name) -> accounts.putIfAbsent(name, found(name, AccountStatus.ENABLED));
            case Principal.AppRole(AppRoleName name) -> appRole(name);
            case Principal.ExternalGroup ignored -> {}
            case Principal.Anyone ignored -> {}
        }
        grant.entitlement().memberOf().ifPresent(this::appRole);
        if (grants.put(grant.key(), new ObservedGrant(grant, fixed)) != null) {
            throw new IllegalArgumentException(here.place() + " has " + grant + " twice");
        }
    }

    private void appRole(AppRoleName name) {
        appRoles.put(name, new ObservedAppRole(name, false, false));
    }

    /** {@code enabled}, {@code disabled} or {@code superuser}. */
    private ObservedAccount account(String name) {
        String word = here.in("accounts").need(name);
        if (word.equals("superuser")) {
            return new ObservedAccount(
                    AccountName.of(name), AccountKind.PERSONAL, AccountStatus.ENABLED, null, true, Map.of());
        }
        return found(AccountName.of(name), PlanCaseReader.word(AccountStatus.class, word));
    }

    private static ObservedAccount found(AccountName name, AccountStatus status) {
        return new ObservedAccount(name, AccountKind.PERSONAL, status, null, false, Map.of());
    }
}
