package dev.mandate.agent.http;

import dev.mandate.agent.api.Network;
import dev.mandate.agent.api.Reach;
import dev.mandate.agent.api.TlsMode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a deployment's REST interface is and what must hold before anything is said to it.
 *
 * @param base {@code http} or {@code https} with host, optional port and path prefix, nothing else
 * @param allowed networks it may be in by what policy says; empty means any
 * @param reach where the operator lets agents connect to
 * @param insecure whether plain {@code http} is allowed outside loopback
 */
public record RestTarget(URI base, Tls tls, List<Network> allowed, boolean insecure, Limits limits, Reach reach) {
    /**
     * What a certificate must show. With {@code http} it has no meaning.
     *
     * @param ca PEM file of the only authorities trusted; null for those of the JDK
     */
    public record Tls(TlsMode mode, @Nullable Path ca) {
        public static final Tls FULL = new Tls(TlsMode.VERIFY_FULL, null);

        /**
         * Reads {@code verify-full}, {@code verify-ca} or {@code disable}.
         *
         * @throws IllegalArgumentException for any other word
         */
        public static TlsMode mode(String word) {
            return TlsMode.of(word)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "tls must be verify-full, verify-ca or disable, not '" + word + "'"));
        }
    }

    public RestTarget {
        allowed = List.copyOf(allowed);
        String scheme = base.getScheme() == null ? "" : base.getScheme();
        if (!(scheme.equals("http") || scheme.equals("https")) || base.getHost() == null) {
            throw new IllegalArgumentException("url must be http://host or https://host, not '" + shown(base) + "'");
        }
        if (base.getRawUserInfo() != null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException("url must not contain a user, '?' or '#': '" + shown(base) + "'");
        }
        if (scheme.equals("https") && tls.mode() == TlsMode.DISABLE) {
            throw new IllegalArgumentException("url is https but tls is disable; make it http, or verify-full");
        }
    }

    /** To anywhere that a deployment can be. */
    public RestTarget(URI base, Tls tls, List<Network> allowed, boolean insecure, Limits limits) {
        this(base, tls, allowed, insecure, limits, Reach.ANY);
    }

    boolean plain() {
        return "http".equals(base.getScheme());
    }

    URI resolve(Call call) {
        String prefix = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + prefix + call.pathAndQuery());
    }

    /** Without user information, which may be a password. */
    private static String shown(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }
}
