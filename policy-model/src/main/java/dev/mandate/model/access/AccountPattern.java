package dev.mandate.model.access;

import dev.mandate.model.subject.Ids;
import dev.mandate.model.subject.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a deployment names a subject's account: text with {@code {attribute}} and {@code {attribute|lower}} in it. */
public record AccountPattern(String text) {
    private static final Pattern PART = Pattern.compile("\\{([a-z][a-z0-9-]*)(\\|lower)?}");

    /** The user name as the source spells it. */
    public static final AccountPattern USERNAME = new AccountPattern("{username}");

    public AccountPattern {
        String rest = PART.matcher(text).replaceAll("");
        if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0 || text.equals(rest)) {
            throw new IllegalArgumentException(
                    "account-name '" + text + "' must contain {attribute} or {attribute|lower} and no other braces");
        }
    }

    public static AccountPattern of(String text) {
        return new AccountPattern(text);
    }

    /** The attributes that a subject must have, in order of appearance. */
    public List<String> attributes() {
        var names = new ArrayList<String>();
        for (Matcher part = PART.matcher(text); part.find(); ) {
            names.add(part.group(1));
        }
        return List.copyOf(names);
    }

    /** The subject's account name, or empty where an attribute is missing, blank or unfit for a name. */
    public Optional<AccountName> nameOf(Subject subject) {
        var name = new StringBuilder();
        Matcher part = PART.matcher(text);
        while (part.find()) {
            Optional<String> value = subject.attribute(part.group(1)).filter(v -> !v.isBlank());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            String spelled = part.group(2) == null ? value.get() : value.get().toLowerCase(Locale.ROOT);
            part.appendReplacement(name, Matcher.quoteReplacement(spelled));
        }
        String text = part.appendTail(name).toString();
        return Ids.isText(text) ? Optional.of(AccountName.of(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
