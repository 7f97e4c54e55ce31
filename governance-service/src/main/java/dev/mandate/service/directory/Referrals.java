package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultReference;
import dev.mandate.service.yaml.Shown;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a server says that the rest is: host and place, and nothing else that such a URL may carry. */
final class Referrals {
    private static final int SHOWN = 3;

    private Referrals() {}

    static String in(SearchResult page) {
        return text(Objects.requireNonNullElse(page.getSearchReferences(), List.<SearchResultReference>of()).stream()
                .flatMap(reference -> Arrays.stream(reference.getReferralURLs())));
    }

    static String in(LDAPSearchException e) {
        return text(Arrays.stream(e.getReferralURLs()));
    }

    private static String text(Stream<String> urls) {
        List<String> all = urls.map(Referrals::text).distinct().sorted().toList();
        String some = all.stream().limit(SHOWN).collect(Collectors.joining(", "));
        if (all.isEmpty()) {
            return "elsewhere";
        }
        return all.size() > SHOWN ? some + " and " + (all.size() - SHOWN) + " others" : some;
    }

    private static String text(String url) {
        try {
            var parsed = new LDAPURL(url);
            // A server may put a user and a password before the host.
            String host = parsed.getHost() == null ? "" : parsed.getHost();
            String place = parsed.getScheme() + "://" + host.substring(host.lastIndexOf('@') + 1) + ":"
                    + parsed.getPort() + "/" + parsed.getBaseDN();
            return Shown.quote(place);
        } catch (LDAPException e) {
            return "what is no LDAP URL";
        }
    }
}
