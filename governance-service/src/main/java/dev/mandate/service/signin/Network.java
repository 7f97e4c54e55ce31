package dev.mandate.service.signin;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** Where a request comes from: an IPv4 address, or the /64 of an IPv6 address, which one host has whole. */
record Network(String text) {
    private static final int IPV6_BYTES = 16;
    private static final int IPV6_NETWORK_BYTES = 8;

    static Network of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new Network(
                bytes.length < IPV6_BYTES
                        ? address.getHostAddress()
                        : HexFormat.ofDelimiter(":").formatHex(Arrays.copyOf(bytes, IPV6_NETWORK_BYTES)) + "::/64");
    }

    /** As the server names who asks: an address, so nothing is looked up. */
    static InetAddress address(String remote) {
        try {
            return InetAddress.getByName(remote);
        } catch (UnknownHostException notAnAddress) {
            throw new IllegalStateException("the server gives no address of who asks", notAnAddress);
        }
    }
}
