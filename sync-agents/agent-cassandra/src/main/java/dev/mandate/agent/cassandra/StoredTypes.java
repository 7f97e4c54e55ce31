package dev.mandate.agent.cassandra;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the arguments of functions are written: in permissions by the names of Cassandra's Java classes, in CQL and in
 * entitlements by type names.
 */
final class StoredTypes {
    private static final String PACKAGE = "org.apache.cassandra.db.marshal.";
    private static final Map<String, String> SIMPLE = Map.ofEntries(
            Map.entry("AsciiType", "ascii"),
            Map.entry("BooleanType", "boolean"),
            Map.entry("ByteType", "tinyint"),
            Map.entry("BytesType", "blob"),
            Map.entry("CounterColumnType", "counter"),
            Map.entry("DecimalType", "decimal"),
            Map.entry("DoubleType", "double"),
            Map.entry("DurationType", "duration"),
            Map.entry("FloatType", "float"),
            Map.entry("InetAddressType", "inet"),
            Map.entry("Int32Type", "int"),
            Map.entry("IntegerType", "varint"),
            Map.entry("LongType", "bigint"),
            Map.entry("ShortType", "smallint"),
            Map.entry("SimpleDateType", "date"),
            Map.entry("TimeType", "time"),
            Map.entry("TimeUUIDType", "timeuuid"),
            Map.entry("TimestampType", "timestamp"),
            Map.entry("UTF8Type", "text"),
            Map.entry("UUIDType", "uuid"));
    private static final Map<String, String> NESTING = Map.of(
            "FrozenType", "frozen",
            "ListType", "list",
            "MapType", "map",
            "SetType", "set",
            "TupleType", "tuple",
            "VectorType", "vector");

    private StoredTypes() {}

    /** The list between a function's brackets, in CQL; empty where it has a type that this does not know. */
    static Optional<String> cql(String stored) {
        if (stored.isEmpty()) {
            return Optional.of("");
        }
        return joined(List.of(stored.split("\\^", -1)));
    }

    private static Optional<String> joined(List<String> types) {
        List<Optional<String>> all = types.stream().map(StoredTypes::type).toList();
        return all.stream().allMatch(Optional::isPresent)
                ? Optional.of(all.stream().map(Optional::orElseThrow).collect(Collectors.joining(", ")))
                : Optional.empty();
    }

    private static Optional<String> type(String stored) {
        String text = stored.strip();
        if (text.matches("\\d+")) {
            return Optional.of(text);
        }
        if (!text.startsWith(PACKAGE)) {
            return Optional.empty();
        }
        int open = text.indexOf('(');
        if (open < 0) {
            return Optional.ofNullable(SIMPLE.get(text.substring(PACKAGE.length())));
        }
        String name = text.substring(PACKAGE.length(), open);
        List<String> inner = split(text.substring(open + 1, text.length() - 1));
        if (name.equals("UserType") && inner.size() > 1) {
            return userType(inner.get(1).strip());
        }
        String nesting = NESTING.get(name);
        return nesting == null ? Optional.empty() : joined(inner).map(types -> nesting + "<" + types + ">");
    }

    private static Optional<String> userType(String hex) {
        try {
            String name = new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
            return Optional.of(name.matches("[a-z][a-z0-9_]*") ? name : Names.quote(name));
        } catch (IllegalArgumentException notHexadecimal) {
            return Optional.empty();
        }
    }

    private static List<String> split(String list) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int start = 0;
        for (int at = 0; at < list.length(); at++) {
            char c = list.charAt(at);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(list.substring(start, at));
                start = at + 1;
            }
        }
        parts.add(list.substring(start));
        return parts;
    }
}
