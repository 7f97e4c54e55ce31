package dev.mandate.agent.cassandra;

import com.datastax.oss.driver.api.core.metadata.EndPoint;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.Reach;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A node as {@code connect} names it. Each connection is made to an address that was looked at after the name was
 * looked up, so that a name cannot lead elsewhere in between.
 */
record ContactPoint(String host, int port, Reach reach) implements EndPoint {
    @Override
    public SocketAddress resolve() {
        InetAddress address;
        try {
            // keeps the name beside the address, for the certificate
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new AgentException(ErrorCode.UNREACHABLE, host + " (connect.host) is not known here", e);
        }
        Optional<String> refusal = reach.refusal(host, address);
        if (refusal.isPresent()) {
            throw new AgentException(ErrorCode.UNREACHABLE, refusal.get());
        }
        return new InetSocketAddress(address, port);
    }

    @Override
    public String asMetricPrefix() {
        return host + "_" + port;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
