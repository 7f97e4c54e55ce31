package dev.mandate.service.platform;

import java.util.List;

/** F15: hosts at which nothing of ours is ever, as somebody would write them who wants us to ask there. */
public final class HostileHosts {
    /** Written to be found at the other end of a connection; none has a meaning as a name. */
    public static final List<String> ALL = List.of(
            "169.254.169.254",
            "169.254.43518",
            "2852039166",
            "0xa9fea9fe",
            "0xa9.0xfe.0xa9.0xfe",
            "0251.0376.0251.0376",
            "::ffff:169.254.169.254",
            "::ffff:a9fe:a9fe",
            "::169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::a9fe:a9fe",
            "2002:a9fe:a9fe::1",
            "2001:0:a9fe:a9fe::1",
            "fd00:ec2::254",
            "100.100.100.200",
            "fe80::1",
            "fe80::1%1",
            "fe80::a9fe:a9fe%lo",
            "0.0.0.0",
            "0",
            "::",
            "224.0.0.1",
            "user@169.254.169.254",
            "db1.example.org@169.254.169.254",
            "169.254.169.254#db1.example.org",
            "169.254.169.254\t",
            "169.254.169.254/db1.example.org",
            "169.254.169.254?db1.example.org");

    private HostileHosts() {}

    /** Between the slashes and the port of a URL. */
    public static String inUrl(String host) {
        return host.matches("[0-9a-f:.]*:[0-9a-f:.]*(%.*)?") ? "[" + host + "]" : host;
    }
}
