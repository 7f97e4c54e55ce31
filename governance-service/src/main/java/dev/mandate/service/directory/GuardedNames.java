package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.NameResolver;
import dev.mandate.agent.api.Reach;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up for the SDK, which connects to just these addresses: a name that leads to where no directory is, such as a cloud's
 * metadata, is not believed, and cannot lead there in between.
 */
final class GuardedNames extends NameResolver {
    /** The name leads where nothing is asked. */
    static final class Refused extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    @Override
    public InetAddress getByName(@Nullable String host) throws UnknownHostException {
        return getAllByName(host)[0];
    }

    @Override
    public InetAddress[] getAllByName(@Nullable String host) throws UnknownHostException {
        InetAddress[] addresses = super.getAllByName(host);
        for (InetAddress address : addresses) {
            Optional<String> refusal = Reach.ANY.refusal(String.valueOf(host), address);
            if (refusal.isPresent()) {
                throw new Refused(refusal.get());
            }
        }
        return addresses;
    }

    @Override
    public void toString(StringBuilder text) {
        text.append("GuardedNames");
    }
}
