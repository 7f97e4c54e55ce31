package dev.mandate.agent.api;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the operator lets agents connect to. Whoever writes policy writes addresses; so an agent asks of every address
 * that it is about to connect to, after the name was looked up (ASVS 5.0 1.3.6, 13.2.4).
 *
 * @param networks empty: anywhere that a deployment can be
 */
public record Reach(List<Network> networks) {
    public static final Reach ANY = new Reach(List.of());

    /** Metadata services of clouds, this very host by other names, everybody, and addresses that hide another one. */
    private static final List<Network> NEVER = Stream.of(
                    "0.0.0.0/8",
                    "169.254.0.0/16",
                    "100.100.100.200",
                    "224.0.0.0/4",
                    "255.255.255.255",
                    "::",
                    "fe80::/10",
                    "ff00::/8",
                    "fd00:ec2::254",
                    "::/96",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "2001::/32",
                    "2002::/16")
            .map(Network::of)
            .toList();

    private static final Network LOOPBACK = Network.of("::1");

    public Reach {
        networks = List.copyOf(networks);
    }

    /** Networks separated by commas; none is anywhere. */
    public static Reach of(String text) {
        return text.isBlank() ? ANY : new Reach(Network.list(text));
    }

    /** Why this address is not connected to, as a clause that names it; empty where it may be. */
    public Optional<String> refusal(String host, InetAddress address) {
        String where = host + " (" + address.getHostAddress() + ")";
        if (!LOOPBACK.contains(address) && NEVER.stream().anyMatch(never -> never.contains(address))) {
            return Optional.of(where + " is a link-local, multicast, unspecified or embedding address, which no"
                    + " deployment has");
        }
        if (!networks.isEmpty() && networks.stream().noneMatch(network -> network.contains(address))) {
            return Optional.of(where + " is outside of what 'networks' of mandate.yaml lets agents connect to");
        }
        return Optional.empty();
    }

    /** As {@link #of} reads it. */
    @Override
    public String toString() {
        return String.join(",", networks.stream().map(Network::toString).toList());
    }
}
