package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to read one LDAP directory.
 *
 * @param pageSize entries per page of a search, 1 to 10,000
 * @param timeout for connecting and for each answer
 */
public record LdapSettings(
        SourceId source,
        LdapKind kind,
        Reach reach,
        Bind bind,
        People people,
        Groups groups,
        int pageSize,
        Duration timeout) {
    public static final int PAGE_SIZE = 1000;
    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final int LARGEST_PAGE = 10_000;
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9-]*|\\d+(\\.\\d+)+");
    private static final Pattern LOOPBACK = Pattern.compile("(?i)localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");
    private static final Set<String> NAMES =
            Set.of("dn", "distinguishedname", "cn", "uid", "samaccountname", "userprincipalname", "mail");

    /**
     * Where the directory answers.
     *
     * @param urls servers with the same content, tried in turn; {@code ldaps://host:port}, or {@code ldap://} with {@code
     *     startTls}, on loopback, or with {@code insecure}
     * @param startTls whether a plain connection is encrypted before anything else is said
     * @param insecure whether passwords and people may travel unencrypted beyond this host
     * @param ca PEM file with the certificates to trust; null means those of the Java runtime
     */
    public record Reach(
            List<String> urls,
            boolean startTls,
            boolean insecure,
            @Nullable Path ca) {
        public Reach {
            urls = List.copyOf(urls);
        }
    }

    /** Whom to bind as; the text form shows no password. */
    public record Bind(String dn, String password) {
        @Override
        public String toString() {
            return "Bind[dn=" + dn + ", password=***]";
        }
    }

    /**
     * Where people are and what their attributes are called.
     *
     * @param id attribute of the immutable id
     * @param attributes LDAP attribute by our name; has {@code username}
     * @param staged filter that says positively: known, and before the first day
     * @param suspended filter that says positively: suspended
     * @param left filter that says positively: left
     * @param kinds who of them is a service or a machine
     */
    public record People(
            String base,
            LdapFilter filter,
            String id,
            Map<String, String> attributes,
            @Nullable LdapFilter staged,
            @Nullable LdapFilter suspended,
            @Nullable LdapFilter left,
            Kinds kinds) {
        public People {
            attributes = Map.copyOf(attributes);
        }
    }

    /**
     * Who of those read is no person.
     *
     * @param services filter that says so of services
     * @param machines filter that says so of machines, and goes before the other
     * @param owner attribute with the DN of who answers for them
     */
    public record Kinds(
            @Nullable LdapFilter services, @Nullable LdapFilter machines, String owner) {
        public static final String OWNER = "owner";
        public static final Kinds PEOPLE = new Kinds(null, null, OWNER);

        boolean onlyPeople() {
            return services == null && machines == null;
        }
    }

    /**
     * Where groups are.
     *
     * @param member attribute that holds DNs; {@code memberUid} holds user names instead (RFC 2307)
     */
    public record Groups(String base, LdapFilter filter, String id, String name, String member) {
        boolean membersAreUserNames() {
            return member.equalsIgnoreCase("memberUid");
        }
    }

    /** Where a directory answers. */
    record Server(String host, int port, boolean ldaps) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /**
     * Checks everything.
     *
     * @throws FaultySettings with all that is wrong, by key
     */
    public LdapSettings {
        var faults = new TreeMap<String, String>();
        checkReach(reach, faults);
        if (bind.dn().isBlank()) {
            faults.put("bind.dn", "is empty; name the account that reads");
        }
        if (bind.password().isEmpty()) {
            faults.put("bind.password", "is empty, and an empty password binds as nobody; give the account's password");
        }
        checkBase("people.base", people.base(), faults);
        checkBase("groups.base", groups.base(), faults);
        checkId("people.id", people.id(), faults);
        checkId("groups.id", groups.id(), faults);
        checkAttribute("people.owner", people.kinds().owner(), faults);
        people.attributes().forEach((name, attribute) -> checkAttribute("people." + name, attribute, faults));
        if (!people.attributes().containsKey(Subject.USERNAME)) {
            faults.put("people.username", "is missing; name the attribute of the user name, such as uid");
        }
        checkAttribute("groups.name", groups.name(), faults);
        checkAttribute("groups.member", groups.member(), faults);
        if (pageSize < 1 || pageSize > LARGEST_PAGE) {
            faults.put("page-size", "is " + pageSize + "; write a number from 1 to " + LARGEST_PAGE);
        }
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            faults.put("timeout", "is " + timeout + "; write a duration up to " + LONGEST_TIMEOUT.toMinutes() + "m");
        }
        if (!faults.isEmpty()) {
            throw new FaultySettings(faults);
        }
    }

    private static void checkReach(Reach reach, Map<String, String> faults) {
        String key = reach.urls().size() == 1 ? "url" : "urls";
        if (reach.urls().isEmpty()) {
            faults.put("url", "is missing; write ldaps://HOST:PORT");
        }
        if (Set.copyOf(reach.urls()).size() < reach.urls().size()) {
            faults.put(key, "names one server twice; name each once");
        }
        for (String url : reach.urls()) {
            checkUrl(key, url, reach, faults);
        }
    }

    private static void checkUrl(String key, String url, Reach reach, Map<String, String> faults) {
        Server server;
        try {
            server = server(url);
        } catch (IllegalArgumentException e) {
            faults.put(key, e.getMessage() + "; write ldaps://HOST:PORT");
            return;
        }
        if (server.ldaps() && reach.startTls()) {
            faults.put("start-tls", "is for ldap://, and " + key + " is ldaps:// already; remove it");
        }
        if (!server.ldaps()
                && !reach.startTls()
                && !reach.insecure()
                && !LOOPBACK.matcher(server.host()).matches()) {
            faults.put(
                    key, "is not encrypted; write ldaps://, or `start-tls: true`, or accept it with `insecure: true`");
        }
    }

    private static Server server(String url) {
        try {
            LDAPURL parsed = new LDAPURL(url);
            String host = parsed.getHost();
            if (host == null || host.isEmpty()) {
                throw new IllegalArgumentException("names no host");
            }
            if (parsed.baseDNProvided()
                    || parsed.filterProvided()
                    || parsed.attributesProvided()
                    || host.contains("@")) {
                throw new IllegalArgumentException("holds more than a host and a port");
            }
            if (!parsed.getScheme().equals("ldap") && !parsed.getScheme().equals("ldaps")) {
                throw new IllegalArgumentException("is neither ldap:// nor ldaps://");
            }
            return new Server(host, parsed.getPort(), parsed.getScheme().equals("ldaps"));
        } catch (LDAPException e) {
            throw new IllegalArgumentException("is not an LDAP URL", e);
        }
    }

    private static void checkBase(String key, String base, Map<String, String> faults) {
        if (!DN.isValidDN(base)) {
            faults.put(key, "is not a DN; write one such as ou=people,dc=example,dc=org");
        }
    }

    private static void checkId(String key, String attribute, Map<String, String> faults) {
        if (NAMES.contains(attribute.toLowerCase(Locale.ROOT))) {
            faults.put(
                    key,
                    "is " + attribute + ", a name, which may change or go to somebody else; "
                            + "use an id that never does, such as entryUUID or objectGUID");
            return;
        }
        checkAttribute(key, attribute, faults);
    }

    private static void checkAttribute(String key, String attribute, Map<String, String> faults) {
        if (!ATTRIBUTE.matcher(attribute).matches()) {
            faults.put(key, "is not the name of an LDAP attribute; write one such as entryUUID, uid or cn");
        }
    }

    /** In the order in which they are tried. */
    List<Server> servers() {
        return reach.urls().stream().map(LdapSettings::server).toList();
    }

    /** Whether nothing that travels to a server is encrypted. */
    boolean isPlain(Server server) {
        return !reach.startTls() && !server.ldaps();
    }

    /** Whether that is so for any of them. */
    public boolean isPlain() {
        return servers().stream().anyMatch(this::isPlain);
    }
}
