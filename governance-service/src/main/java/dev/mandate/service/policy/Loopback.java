package dev.mandate.service.policy;

import java.util.Locale;
import java.util.regex.Pattern;

/** Tells from its spelling alone whether an address can only be this host; never asks a name server. */
final class Loopback {
    private static final Pattern V4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Pattern V6 = Pattern.compile("\\[?(::1|0:0:0:0:0:0:0:1)]?");

    private Loopback() {}

    /** A loopback address, {@code localhost}, or the folder of a Unix socket. */
    static boolean isHost(String host) {
        return host.toLowerCase(Locale.ROOT).equals("localhost")
                || V4.matcher(host).matches()
                || V6.matcher(host).matches()
                || host.startsWith("/");
    }
}
