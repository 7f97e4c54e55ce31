package dev.mandate.service.access;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.Connection;
import dev.mandate.agent.testkit.AgentContract;
import dev.mandate.agent.testkit.ContractTarget;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.MandateItself;
import dev.mandate.model.access.Office;
import dev.mandate.model.access.Preset;
import dev.mandate.model.access.Principal;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.service.platform.TestingDatabase;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The agent of Mandate itself, held to what every agent is. What it governs is the service's own store: there is no line that could be cut
 * and nobody who asks for time, so those cases are skipped, and {@code StoreFaultTest} takes the store away instead. Its accounts have no
 * passwords and end no sessions: whoever loses an office loses it at the next request ({@code PermissionMatrixTest}).
 */
class OfficeContractTest extends AgentContract {
    private static final ContractTarget OFFICES = new Offices(TestingDatabase.create());

    @Override
    protected ContractTarget target() {
        return OFFICES;
    }

    private record Offices(TestingDatabase database) implements ContractTarget {
        @Override
        public Agent open() {
            return new OfficeAgent(
                    new OfficeStore(database.queries()),
                    database.transactions(),
                    new Connection(MandateItself.ID, Map.of(), Map.of(), () -> Instant.parse("2026-11-26T12:00:00Z")));
        }

        @Override
        public Optional<InetSocketAddress> address() {
            return Optional.empty();
        }

        @Override
        public Agent open(InetSocketAddress address) {
            throw new UnsupportedOperationException("it is in this process");
        }

        @Override
        public Vocabulary vocabulary() {
            return MandateItself.VOCABULARY;
        }

        /** An office over some deployments, by a label: no two names are over the same. */
        @Override
        public Optional<Entitlement> insteadOfMembership(String name) {
            var labels = new TreeMap<>(Map.of("team", Set.of(name)));
            return Optional.of(new Office(Preset.VIEWER, new Selector(Set.of(), Set.of(), labels)).entitlement());
        }

        @Override
        public List<Entitlement> contents() {
            return Stream.of(Preset.values())
                    .map(preset -> new Office(preset, Selector.ALL).entitlement())
                    .toList();
        }

        @Override
        public Optional<Entitlement> deny() {
            return Optional.empty();
        }

        @Override
        public Optional<Entitlement> conditional() {
            return Optional.empty();
        }

        @Override
        public void give(Grant grant) {
            database.queries()
                    .execute(
                            "insert into access.office values (?, ?) on conflict do nothing",
                            account(grant),
                            office(grant));
        }

        @Override
        public void take(Grant grant) {
            database.queries()
                    .execute(
                            "delete from access.office where account = ? and entitlement = ?",
                            account(grant),
                            office(grant));
        }

        private static String account(Grant grant) {
            return ((Principal.Account) grant.principal()).name().value();
        }

        private static String office(Grant grant) {
            return EntitlementText.format(grant.entitlement());
        }

        @Override
        public void load(int accounts, int appRoles, int each) {
            String load = AgentContract.MARK + "load-";
            database.queries().execute("""
                    insert into access.office_account (name, subject, enabled)
                    select ? || i, ? || i, true from generate_series(0, ? - 1) i""", load, load, accounts);
            String one =
                    EntitlementText.format(insteadOfMembership(load + "role-").orElseThrow());
            database.queries().execute("""
                    insert into access.office (account, entitlement)
                    select ? || i, ? || (i + n) % ? from generate_series(0, ? - 1) i, generate_series(0, ? - 1) n""", load, one, appRoles, accounts, each);
        }

        @Override
        public void unload() {
            String load = AgentContract.MARK + "load-%";
            database.queries().execute("delete from access.office where account like ?", load);
            database.queries().execute("delete from access.office_account where name like ?", load);
        }

        @Override
        public SortedSet<String> dump() {
            return new TreeSet<>(database.queries().fetch("""
                            select 'account ' || a::text from access.office_account a
                            union all select 'office ' || o::text from access.office o""").getValues(0, String.class));
        }

        @Override
        public boolean hasUsablePassword(AccountName account) {
            return false;
        }
    }
}
