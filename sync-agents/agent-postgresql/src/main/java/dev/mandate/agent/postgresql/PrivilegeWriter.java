package dev.mandate.agent.postgresql;

import dev.mandate.agent.api.Spelling;
import dev.mandate.agent.postgresql.Catalogue.Item;
import dev.mandate.agent.postgresql.Catalogue.Privilege;
import dev.mandate.agent.postgresql.Catalogue.Role;
import dev.mandate.agent.postgresql.Step.Phase;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ObservedGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Writes GRANT and REVOKE on databases, schemas, tables and so on. */
final class PrivilegeWriter {
    private final Catalogue catalogue;
    private final Observation observation;
    private final DefaultItems defaults;
    private final String self;
    private final Set<Grant> leaving;

    /** Finds or makes the item of a default privilege that nobody holds yet; empty if its creator or schema is unknown. */
    @FunctionalInterface
    interface DefaultItems {
        Optional<Item> find(Securable kind, String resource);
    }

    /** @param changes all of the transaction */
    PrivilegeWriter(
            Catalogue catalogue, Observation observation, DefaultItems defaults, String self, List<Change> changes) {
        this.catalogue = catalogue;
        this.observation = observation;
        this.defaults = defaults;
        this.self = self;
        this.leaving = ChangeWriter.leaving(changes);
    }

    /** One object, or all that a pattern matches and where something is missing. */
    Verdict add(Grant grant) {
        Entitlement entitlement = grant.entitlement();
        if (!entitlement.pattern()) {
            return item(entitlement)
                    .map(item -> Verdict.write(grant(item, grant)))
                    .orElseGet(() -> unknown(entitlement));
        }
        var steps = new ArrayList<Step>();
        for (Item item : observation.matching(entitlement)) {
            if (!observation.holds(grant, item)) {
                Grant here = Observation.on(item, grant);
                ObservedGrant found = observation.grants().get(here.key());
                steps.add(grant(item, here));
                if (found != null && !canPassOn(here)) {
                    steps.addAll(revoke(item, here, "GRANT OPTION FOR "));
                }
            }
        }
        return steps.isEmpty() ? Verdict.alreadyInPlace() : new Verdict.Write(steps);
    }

    /** From one object, or from all that a pattern matches. */
    Verdict remove(Grant grant) {
        Entitlement entitlement = grant.entitlement();
        if (!entitlement.pattern()) {
            return item(entitlement)
                    .<Verdict>map(item -> new Verdict.Write(revoke(item, grant, "")))
                    .orElseGet(Verdict::alreadyInPlace);
        }
        var steps = new ArrayList<Step>();
        for (Item item : observation.matching(entitlement)) {
            Grant here = Observation.on(item, grant);
            ObservedGrant found = observation.grants().get(here.key());
            if (found != null && found.fixed() == null) {
                steps.addAll(revoke(item, here, ""));
            }
        }
        return steps.isEmpty() ? Verdict.alreadyInPlace() : new Verdict.Write(steps);
    }

    /** To pass on or not to pass on. */
    Verdict alter(Grant to) {
        return item(to.entitlement())
                .<Verdict>map(item -> new Verdict.Write(
                        canPassOn(to) ? List.of(grant(item, to)) : revoke(item, to, "GRANT OPTION FOR ")))
                .orElseGet(() -> unknown(to.entitlement()));
    }

    private Optional<Item> item(Entitlement entitlement) {
        return Securable.ofKind(entitlement.kind())
                .flatMap(kind -> catalogue
                        .item(kind, entitlement.resource())
                        .or(() -> kind.isDefault() ? defaults.find(kind, entitlement.resource()) : Optional.empty()));
    }

    private static Verdict unknown(Entitlement entitlement) {
        return Verdict.rejected(
                Outcome.Rejected.UNKNOWN_ON_TARGET, "there is no " + entitlement.kind() + " " + entitlement.resource());
    }

    private static Step grant(Item item, Grant grant) {
        String to = SqlNames.quote(Spelling.unspell(NameRules.roleName(grant.principal())));
        String option = canPassOn(grant) ? " WITH GRANT OPTION" : "";
        String action = action(item, grant);
        return item.kind().isDefault()
                ? new Step(
                        Phase.GRANT,
                        null,
                        "ALTER DEFAULT PRIVILEGES " + item.sql() + " GRANT " + action + " ON "
                                + item.kind().keyword() + " TO ",
                        to,
                        option)
                : new Step(
                        Phase.GRANT,
                        null,
                        "GRANT " + action + " ON " + item.kind().keyword() + " ",
                        item.sql(),
                        " TO " + to + option);
    }

    /** One statement per grantor, because a REVOKE ends only what its own grantor gave. */
    private List<Step> revoke(Item item, Grant grant, String option) {
        var steps = new ArrayList<Step>();
        String from = SqlNames.quote(Spelling.unspell(NameRules.roleName(grant.principal())));
        String action = action(item, grant);
        for (Privilege held : held(item, grant)) {
            if (item.kind().isDefault()) {
                steps.add(new Step(
                        Phase.REVOKE,
                        null,
                        "ALTER DEFAULT PRIVILEGES " + item.sql() + " REVOKE " + option + action + " ON "
                                + item.kind().keyword() + " FROM ",
                        from,
                        ""));
                continue;
            }
            Role grantor = catalogue.role(held.grantor()).orElseThrow();
            boolean plain = (held.grantor() == item.owner() && grantor.usable())
                    || grantor.name().equals(self);
            steps.add(new Step(
                    Phase.REVOKE,
                    null,
                    (plain ? "" : "SET LOCAL ROLE " + SqlNames.quote(grantor.name()) + "; ") + "REVOKE " + option
                            + action + " ON " + item.kind().keyword() + " ",
                    item.sql(),
                    " FROM " + from + (plain ? "" : "; RESET ROLE")));
        }
        if (item.kind() == Securable.TABLE) {
            steps.addAll(columnsKept(item, grant));
        }
        return steps;
    }

    /** Revoking from a table silently revokes from its columns too; those that nobody wanted gone are given back. */
    private List<Step> columnsKept(Item table, Grant grant) {
        var steps = new ArrayList<Step>();
        for (Item column : catalogue.items(Securable.COLUMN)) {
            if (!column.sql().equals(table.sql()) || !Objects.equals(column.database(), table.database())) {
                continue;
            }
            var onColumn = new Grant(
                    grant.principal(),
                    Entitlement.of(
                            Securable.COLUMN.kind(),
                            column.resource(),
                            grant.entitlement().action()));
            ObservedGrant found = observation.grants().get(onColumn);
            if (found != null && !leaving.contains(onColumn)) {
                steps.add(grant(column, found.grant()));
            }
        }
        return steps;
    }

    private List<Privilege> held(Item item, Grant grant) {
        String name = Spelling.unspell(NameRules.roleName(grant.principal()));
        return item.privileges().stream()
                .filter(p -> Objects.equals(p.action(), grant.entitlement().action())
                        && catalogue
                                .role(p.grantee())
                                .map(Role::name)
                                .orElse("")
                                .equals(name))
                .toList();
    }

    private static String action(Item item, Grant grant) {
        String action = String.valueOf(grant.entitlement().action());
        return item.column() == null ? action : action + " (" + item.column() + ")";
    }

    private static boolean canPassOn(Grant grant) {
        return "true".equals(grant.entitlement().options().get(Observation.GRANTABLE));
    }
}
