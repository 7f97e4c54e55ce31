package dev.mandate.service.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One piece of a long attribute, as Active Directory answers it: {@code member;range=0-1499} or {@code …-*}. */
record Range(int from, boolean last, List<String> values) {
    private static final Pattern OPTION = Pattern.compile(";range=(\\d{1,9})-(\\d{1,9}|\\*)");

    static @Nullable Range in(Entry entry, String attribute) {
        for (Attribute candidate : entry.getAttributes()) {
            String name = candidate.getName().toLowerCase(Locale.ROOT);
            Matcher option = OPTION.matcher(name);
            if (name.startsWith(attribute.toLowerCase(Locale.ROOT) + ";") && option.find()) {
                return new Range(
                        Integer.parseInt(option.group(1)), option.group(2).equals("*"), List.of(candidate.getValues()));
            }
        }
        return null;
    }
}
