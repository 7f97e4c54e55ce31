package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.LdapSettings.Bind;
import dev.mandate.service.directory.LdapSettings.Groups;
import dev.mandate.service.directory.LdapSettings.People;
import dev.mandate.service.directory.LdapSettings.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A directory server that companies run, with people and groups that a test writes into it. */
public interface RealDirectory extends AutoCloseable {
    SourceId CORP = SourceId.of("corp");

    /** How Mandate reads it, with what this product sets by itself. */
    LdapSettings settings();

    /** A connection that may write everything. */
    LDAPConnection admin();

    /** Makes a person and returns the DN. */
    String person(String name);

    /** Makes a group and returns its DN. */
    String group(String name, String... members);

    /** As its administrators switch somebody off. */
    void disable(String person);

    @Override
    void close();

    default SourceReading read() {
        try (var source = source()) {
            return source.read();
        }
    }

    default LdapSource source() {
        return new LdapSource(settings(), SourceLimits.DEFAULT, Source.EVERY);
    }

    default void add(String... lines) {
        try {
            admin().add(new Entry(lines));
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(String.join("\n", lines), e);
        }
    }

    default void change(String dn, ModificationType how, String attribute, String... values) {
        try {
            admin().modify(dn, new Modification(how, attribute, values));
        } catch (LDAPException e) {
            throw new IllegalStateException(dn, e);
        }
    }

    default void set(String dn, String attribute, String... values) {
        change(dn, ModificationType.REPLACE, attribute, values);
    }

    default void join(String group, String member) {
        change(group, ModificationType.ADD, "member", member);
    }

    default void leave(String group, String member) {
        change(group, ModificationType.DELETE, "member", member);
    }

    default void rename(String dn, String rdn, @Nullable String parent) {
        try {
            admin().modifyDN(dn, rdn, true, parent);
        } catch (LDAPException e) {
            throw new IllegalStateException(dn, e);
        }
    }

    default Entry entry(String dn, String... attributes) {
        try {
            return Objects.requireNonNull(admin().getEntry(dn, attributes), dn);
        } catch (LDAPException e) {
            throw new IllegalStateException(dn, e);
        }
    }

    default void delete(String dn) {
        try {
            admin().delete(dn);
        } catch (LDAPException e) {
            throw new IllegalStateException(dn, e);
        }
    }

    /** Settings that leave everything to the kind. */
    static LdapSettings settings(LdapKind kind, Reach reach, Bind bind, String peopleBase, String groupsBase) {
        return new LdapSettings(
                CORP,
                kind,
                reach,
                bind,
                new People(
                        peopleBase,
                        kind.people(),
                        kind.id(),
                        Map.of("username", kind.username(), "email", "mail", "name", "displayName"),
                        null,
                        kind.suspended().orElse(null),
                        null,
                        LdapSettings.Kinds.PEOPLE),
                new Groups(groupsBase, kind.groups(), kind.id(), "cn", "member"),
                LdapSettings.PAGE_SIZE,
                LdapSettings.TIMEOUT);
    }

    /** An empty folder of this run's own below {@code target}. */
    static Path folder(String name) {
        try {
            Path target =
                    Files.createDirectories(Path.of("target", "directories").toAbsolutePath());
            return Files.createTempDirectory(target, name);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String[] groupLines(String dn, String objectClass, String name, String... members) {
        List<String> lines = new ArrayList<>(List.of("dn: " + dn, "objectClass: " + objectClass, "cn: " + name));
        for (String member : members) {
            lines.add("member: " + member);
        }
        return lines.toArray(String[]::new);
    }
}
