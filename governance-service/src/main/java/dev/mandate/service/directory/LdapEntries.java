package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import dev.mandate.model.subject.Ids;
import dev.mandate.service.directory.SourceException.Code;
import dev.mandate.service.yaml.Shown;
import java.util.Arrays;
import java.util.Optional;

/** Takes single values out of entries; what cannot be kept faithfully is refused with its place. */
final class LdapEntries {
    private final LdapSettings settings;

    LdapEntries(LdapSettings settings) {
        this.settings = settings;
    }

    /** The immutable id; {@code key} is the setting that names its attribute. */
    String id(SearchResultEntry entry, String key, String attribute) {
        byte[][] values = entry.getAttributeValueByteArrays(attribute);
        if (values == null || values.length == 0 || values[0].length == 0) {
            throw contradictory(Shown.quote(entry.getDN()) + " has no " + attribute + "; let "
                    + settings.bind().dn() + " see it, or name another attribute as " + key);
        }
        if (values.length > 1) {
            throw contradictory(Shown.quote(entry.getDN()) + " has several values of " + attribute
                    + ", so it is no id; name another attribute as " + key);
        }
        String id = ExternalIds.text(attribute, values[0]);
        if (!Ids.isText(id)) {
            throw contradictory(Shown.quote(entry.getDN()) + ": " + attribute
                    + " is no usable id; name another attribute as " + key);
        }
        return id;
    }

    /**
     * The one value of an attribute: of several the one in the entry's name, else the first in the alphabet, because a
     * directory may send them in another order each time.
     */
    Optional<String> text(SearchResultEntry entry, String key, String attribute) {
        String[] values = entry.getAttributeValues(attribute);
        if (values == null) {
            return Optional.empty();
        }
        Optional<String> value = Arrays.stream(values)
                .filter(one -> values.length > 1 && isInName(entry, attribute, one))
                .min(String::compareTo)
                .or(() -> Arrays.stream(values).min(String::compareTo))
                .map(String::strip)
                .filter(one -> !one.isEmpty());
        value.filter(one -> !Ids.isText(one)).ifPresent(one -> {
            throw contradictory(Shown.quote(entry.getDN()) + ": " + attribute + " has " + one.length()
                    + " characters or holds control characters, at most 1024 of text are taken; "
                    + "correct the entry, narrow the filter, or name another attribute as " + key);
        });
        return value;
    }

    private static boolean isInName(SearchResultEntry entry, String attribute, String value) {
        try {
            return entry.getRDN() != null && entry.getRDN().hasAttributeValue(attribute, value);
        } catch (LDAPException e) {
            return false;
        }
    }

    SourceException contradictory(String message) {
        return new SourceException(settings.source(), Code.CONTRADICTORY, message, null);
    }
}
