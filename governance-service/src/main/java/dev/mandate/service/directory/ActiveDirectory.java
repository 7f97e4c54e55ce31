package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.util.StaticUtils;
import dev.mandate.service.directory.SourceException.Code;
import dev.mandate.service.yaml.Shown;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What only Active Directory says: who has expired, by its own clock, and the primary group, which lists none of those
 * who have it.
 */
final class ActiveDirectory {
    static final String SID = "objectSid";

    private static final String EXPIRES = "accountExpires";
    private static final String PRIMARY = "primaryGroupID";
    private static final Instant EPOCH = Instant.parse("1601-01-01T00:00:00Z");
    private static final int TICKS_PER_MILLI = 10_000;
    private static final int RID_BYTES = 4;
    private static final int SHORTEST_SID = 12;

    private final LdapSettings settings;
    private final boolean on;
    private final long now;
    private final Map<String, Set<String>> holders = new HashMap<>();

    ActiveDirectory(LdapSettings settings, LDAPConnection connection) {
        this.settings = settings;
        this.on = settings.kind() == LdapKind.ACTIVE_DIRECTORY;
        this.now = on ? now(connection) : 0;
    }

    /** What has to be asked of people for it. */
    static Set<String> attributes(LdapSettings settings) {
        return settings.kind() == LdapKind.ACTIVE_DIRECTORY ? Set.of(EXPIRES, PRIMARY, SID) : Set.of();
    }

    private long now(LDAPConnection connection) {
        try {
            RootDSE root = connection.getRootDSE();
            String time = root == null ? null : root.getAttributeValue("currentTime");
            if (time == null) {
                throw failure(
                        "its root entry has no currentTime, so nobody can be told expired; is it Active Directory?"
                                + " If not, name another kind",
                        null);
            }
            Duration since = Duration.between(
                    EPOCH, StaticUtils.decodeGeneralizedTime(time).toInstant());
            return since.toMillis() * TICKS_PER_MILLI;
        } catch (LDAPException e) {
            throw new SourceException(
                    settings.source(),
                    LdapSearch.brokenOff(e.getResultCode()),
                    "its root entry could not be read: " + e.getResultCode(),
                    e);
        } catch (ParseException e) {
            throw failure("the currentTime of its root entry is no time; name another kind", e);
        }
    }

    /** Whether the account ended; 0 and the largest number mean never. */
    boolean isExpired(SearchResultEntry person) {
        String text = on ? person.getAttributeValue(EXPIRES) : null;
        if (text == null) {
            return false;
        }
        try {
            long ends = Long.parseLong(text);
            return ends != 0 && ends <= now;
        } catch (NumberFormatException e) {
            throw failure(Shown.quote(person.getDN()) + ": " + EXPIRES + " is no number; correct the entry", e);
        }
    }

    /** Keeps whose primary group it is. */
    void person(SearchResultEntry person, String id) {
        String group = primary(person);
        if (group != null) {
            holders.computeIfAbsent(group, sid -> new HashSet<>()).add(id);
        }
    }

    /** The SID of the primary group: of the person's own domain, with the number that the person has. */
    @Nullable
    String primary(SearchResultEntry person) {
        byte[] sid = on ? person.getAttributeValueBytes(SID) : null;
        String number = on ? person.getAttributeValue(PRIMARY) : null;
        if (sid == null || sid.length < SHORTEST_SID || number == null) {
            return null;
        }
        try {
            ByteBuffer group = ByteBuffer.wrap(sid.clone()).order(ByteOrder.LITTLE_ENDIAN);
            group.putInt(sid.length - RID_BYTES, Integer.parseUnsignedInt(number));
            return HexFormat.of().formatHex(group.array());
        } catch (NumberFormatException e) {
            throw failure(Shown.quote(person.getDN()) + ": " + PRIMARY + " is no number; correct the entry", e);
        }
    }

    /** Everybody whose primary group it is. */
    Set<String> holders(@Nullable String sid) {
        return sid == null ? Set.of() : holders.getOrDefault(sid, Set.of());
    }

    /** Everybody whose primary group it is, as was asked of the group itself. */
    void replaceHolders(String sid, Set<String> ids) {
        holders.put(sid, ids);
    }

    /** By SID of the group. */
    Map<String, Set<String>> holders() {
        return Collections.unmodifiableMap(holders);
    }

    /** Who has it as primary group, whoever else was read. */
    Filter holding(String sid) {
        byte[] bytes = HexFormat.of().parseHex(sid);
        int number = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - RID_BYTES);
        return Filter.createEqualityFilter(PRIMARY, Integer.toUnsignedString(number));
    }

    @Nullable
    String sid(SearchResultEntry group) {
        byte[] sid = on ? group.getAttributeValueBytes(SID) : null;
        return sid == null ? null : HexFormat.of().formatHex(sid);
    }

    private SourceException failure(String message, @Nullable Throwable cause) {
        return new SourceException(settings.source(), Code.CONTRADICTORY, message, cause);
    }
}
