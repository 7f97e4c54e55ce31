package dev.mandate.agent.testkit;

import dev.mandate.agent.api.Agent;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Vocabulary;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** A running deployment for {@link AgentContract}, with a back door that does not go through the agent. */
public interface ContractTarget {
    Agent open();

    /** Where {@link #open()} connects to; empty only for a deployment that is not reached over TCP. */
    Optional<InetSocketAddress> address();

    /** As {@link #open()}, but every connection goes to {@code address}. */
    Agent open(InetSocketAddress address);

    /** Whether the agent speaks plain HTTP over {@link #address()}, so that it can be told in HTTP to wait. */
    default boolean overHttp() {
        return false;
    }

    /** A line between the agent and the target; {@link #open(InetSocketAddress)} gets its address. */
    default FaultyLine line() {
        return new FaultyLine(address().orElseThrow());
    }

    Vocabulary vocabulary();

    /**
     * Empty where the product has AppRoles. Where it has none: what an account may hold in place of a membership, about
     * something of this name, which need not exist; its kind has one such entitlement per name.
     */
    default Optional<Entitlement> insteadOfMembership(String name) {
        return Optional.empty();
    }

    /**
     * Eight or more different role-content entitlements, whose resources exist, that an AppRole may be given, or an
     * account where there are no AppRoles.
     */
    List<Entitlement> contents();

    /** A DENY that the product can hold; empty if it knows none, and then its agent has to refuse them. */
    Optional<Entitlement> deny();

    /** A conditional entitlement that the product can hold; empty if it knows none, and then its agent refuses them. */
    Optional<Entitlement> conditional();

    /** Back door: the grant's principal and AppRole exist. */
    void give(Grant grant);

    /** Back door. */
    void take(Grant grant);

    /**
     * Back door: accounts {@code contract-load-0…}, AppRoles {@code contract-load-role-0…} and memberships (or what is
     * there instead), the i-th account being in the AppRoles i, i + 1, … modulo their number.
     *
     * @param each memberships per account
     */
    void load(int accounts, int appRoles, int each);

    /** Back door: takes away what {@link #load} made. */
    void unload();

    /** Back door: everything in the deployment that has to do with access, one line per fact. */
    SortedSet<String> dump();

    /** A session that somebody opened without the agent. */
    interface Session extends AutoCloseable {
        boolean isOpen();

        @Override
        void close();
    }

    /** Back door: signs in to an enabled account; asked only where the agent ends sessions. */
    default Session signIn(AccountName account) {
        throw new UnsupportedOperationException("nobody signs in to " + account + " here");
    }

    /** Back door: whether anybody could sign in to this account by a password. */
    boolean hasUsablePassword(AccountName account);
}
