package dev.mandate.agent.cassandra;

import dev.mandate.agent.api.Spelling;
import dev.mandate.model.access.Entitlement;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a permission is held on.
 *
 * @param kind the vocabulary's word
 * @param name its spelling in an entitlement
 */
record Resource(String kind, String name) {
    static final String ALL = "all";
    static final String KEYSPACE = "keyspace";
    static final String TABLES = "tables";
    static final String TABLE = "table";
    static final String FUNCTIONS = "functions";
    static final String FUNCTION = "function";
    static final String ON_ROLE = "on-role";
    static final String MBEAN = "mbean";

    /** Resources of a sort that this agent does not know: shown, never changed. */
    static final String OTHER = "other";

    private static final String WORD = "[a-zA-Z0-9_]+";
    private static final Pattern STORED_FUNCTION =
            Pattern.compile("(" + WORD + ")/(.+)\\[([^\\[\\]]*)]", Pattern.DOTALL);
    private static final Pattern SPELLED_FUNCTION =
            Pattern.compile("(" + WORD + ")\\.(" + WORD + "|\"(?:[^\"]|\"\")+\")\\(([\\w<>, \"]*)\\)");

    /** From the text in {@code system_auth.role_permissions}. */
    static Resource ofStored(String stored) {
        int slash = stored.indexOf('/');
        String root = slash < 0 ? stored : stored.substring(0, slash);
        String rest = slash < 0 ? "" : stored.substring(slash + 1);
        return switch (root) {
            case "data" -> data(stored, rest);
            case "functions" -> functions(stored, rest);
            case "roles" -> new Resource(rest.isEmpty() ? ALL : ON_ROLE, rest.isEmpty() ? "roles" : Names.spell(rest));
            case "mbean" -> new Resource(rest.isEmpty() ? ALL : MBEAN, rest.isEmpty() ? "mbeans" : Names.spell(rest));
            default -> other(stored);
        };
    }

    private static Resource data(String stored, String rest) {
        if (rest.isEmpty()) {
            return new Resource(ALL, "keyspaces");
        }
        if (rest.matches(WORD)) {
            return new Resource(KEYSPACE, rest);
        }
        if (rest.matches(WORD + "/\\*")) {
            return new Resource(TABLES, rest.substring(0, rest.length() - 2));
        }
        return rest.matches(WORD + "/" + WORD) ? new Resource(TABLE, rest.replace('/', '.')) : other(stored);
    }

    private static Resource functions(String stored, String rest) {
        if (rest.isEmpty()) {
            return new Resource(ALL, "functions");
        }
        if (rest.matches(WORD)) {
            return new Resource(FUNCTIONS, rest);
        }
        Matcher function = STORED_FUNCTION.matcher(rest);
        if (!function.matches()) {
            return other(stored);
        }
        String name = function.group(2);
        return StoredTypes.cql(function.group(3))
                .map(types ->
                        function.group(1) + "." + (name.matches(WORD) ? name : Names.quote(name)) + "(" + types + ")")
                .map(spelled -> new Resource(FUNCTION, Names.spell(spelled)))
                .orElseGet(() -> other(stored));
    }

    private static Resource other(String stored) {
        return new Resource(OTHER, stored.isEmpty() ? "?" : Names.spell(stored));
    }

    static Resource of(Entitlement entitlement) {
        return new Resource(entitlement.kind(), entitlement.resource());
    }

    /** What follows ON in a GRANT; empty where no such resource can be spelled like this. */
    Optional<String> cql() {
        return switch (kind) {
            case ALL ->
                switch (name) {
                    case "keyspaces", "functions", "roles", "mbeans" ->
                        Optional.of("ALL " + name.toUpperCase(java.util.Locale.ROOT));
                    default -> Optional.empty();
                };
            case KEYSPACE -> word("KEYSPACE ");
            case TABLES -> word("ALL TABLES IN KEYSPACE ");
            case FUNCTIONS -> word("ALL FUNCTIONS IN KEYSPACE ");
            case TABLE ->
                name.matches(WORD + "\\." + WORD)
                        ? Optional.of("TABLE \"" + name.replace(".", "\".\"") + "\"")
                        : Optional.empty();
            case FUNCTION -> function();
            case ON_ROLE -> Optional.of("ROLE " + Names.quote(Spelling.unspell(name)));
            case MBEAN -> Optional.of("MBEAN " + Names.literal(Spelling.unspell(name)));
            default -> Optional.empty();
        };
    }

    private Optional<String> word(String before) {
        return name.matches(WORD) ? Optional.of(before + Names.quote(name)) : Optional.empty();
    }

    /** Nothing but names in quotes and types of letters, digits and angle brackets gets into the CQL. */
    private Optional<String> function() {
        Matcher spelled = SPELLED_FUNCTION.matcher(Spelling.unspell(name));
        if (!spelled.matches() || !canonical(spelled.group(3)).equals(spelled.group(3))) {
            return Optional.empty();
        }
        String function = spelled.group(2);
        String plain = function.startsWith("\"")
                ? function.substring(1, function.length() - 1).replace("\"\"", "\"")
                : function;
        return Optional.of(
                "FUNCTION " + Names.quote(spelled.group(1)) + "." + Names.quote(plain) + "(" + spelled.group(3) + ")");
    }

    /** One blank after each comma, and no other. */
    private static String canonical(String types) {
        return types.replace(" ", "").replace(",", ", ");
    }

    /** Whether a permission of this name can be held on it at all. */
    boolean takes(String action) {
        boolean one = switch (kind) {
            case TABLE, FUNCTION, ON_ROLE -> true;
            default -> false;
        };
        if (action.equals("CREATE") && one) {
            return false;
        }
        String sort = kind.equals(ALL) ? name : kind;
        return switch (sort) {
            case "keyspaces", KEYSPACE, TABLES, TABLE -> !action.equals("EXECUTE") && !action.equals("DESCRIBE");
            case FUNCTIONS, FUNCTION ->
                switch (action) {
                    case "CREATE", "ALTER", "DROP", "AUTHORIZE", "EXECUTE" -> true;
                    default -> false;
                };
            case "roles", ON_ROLE ->
                switch (action) {
                    case "CREATE", "ALTER", "DROP", "AUTHORIZE", "DESCRIBE" -> true;
                    default -> false;
                };
            case "mbeans", MBEAN ->
                switch (action) {
                    case "SELECT", "MODIFY", "AUTHORIZE", "DESCRIBE", "EXECUTE" -> true;
                    default -> false;
                };
            default -> false;
        };
    }
}
