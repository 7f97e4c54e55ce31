package dev.mandate.agent.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** Resolves a name and checks the very addresses that will be connected to, so a name cannot move in between. */
final class GuardedResolver implements DnsResolver {
    /** The name leads where the client must not go. */
    static final class Refused extends UnknownHostException {
        Refused(String message) {
            super(message);
        }
    }

    private final RestTarget target;

    GuardedResolver(RestTarget target) {
        this.target = target;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = SystemDefaultDnsResolver.INSTANCE.resolve(host);
        for (InetAddress address : addresses) {
            check(host, address);
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private void check(String host, InetAddress address) throws Refused {
        String where = host + " (" + address.getHostAddress() + ")";
        Optional<String> refusal = target.reach().refusal(host, address);
        if (refusal.isPresent()) {
            throw new Refused(refusal.get());
        }
        if (!target.allowed().isEmpty() && target.allowed().stream().noneMatch(network -> network.contains(address))) {
            throw new Refused(where + " is outside the allowed networks; extend connect.networks if it is right");
        }
        if (target.plain() && !target.insecure() && !address.isLoopbackAddress()) {
            throw new Refused(where + " would be spoken to in plain http; use https, or set connect.insecure: true");
        }
    }
}
