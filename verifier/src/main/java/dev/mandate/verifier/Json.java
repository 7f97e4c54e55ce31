package dev.mandate.verifier;

import java.util.List;
import java.util.Map;

/** A value of a canonical JSON text (RFC 8785), with the bytes it stands in. */
sealed interface Json {
    /** Where it begins. */
    int from();

    /** Where it has ended. */
    int to();

    record Text(String value, int from, int to) implements Json {}

    /** A number, as it is written. */
    record Numeral(String value, int from, int to) implements Json {}

    /** True, false or null, as it is written. */
    record Literal(String value, int from, int to) implements Json {}

    record Array(List<Json> items, int from, int to) implements Json {}

    record Members(Map<String, Json> byName, int from, int to) implements Json {
        Json member(String name) {
            var value = byName.get(name);
            if (value == null) {
                throw new IllegalArgumentException("\"" + name + "\" is missing");
            }
            return value;
        }

        String text(String name) {
            if (member(name) instanceof Text(var value, var _, var _)) {
                return value;
            }
            throw new IllegalArgumentException("\"" + name + "\" is not a string");
        }

        /** A count, a size or an index. */
        long natural(String name) {
            if (member(name) instanceof Numeral(var value, var _, var _) && value.matches("0|[1-9][0-9]{0,15}")) {
                return Long.parseLong(value);
            }
            throw new IllegalArgumentException("\"" + name + "\" is not a whole number");
        }

        Members object(String name) {
            if (member(name) instanceof Members members) {
                return members;
            }
            throw new IllegalArgumentException("\"" + name + "\" is not an object");
        }

        boolean literal(String name) {
            if (member(name) instanceof Literal(var word, var _, var _) && !word.equals("null")) {
                return word.equals("true");
            }
            throw new IllegalArgumentException("\"" + name + "\" is neither true nor false");
        }

        /** An array of strings. */
        List<String> texts(String name) {
            if (member(name) instanceof Array(var items, var _, var _)) {
                return items.stream().map(Members::text).toList();
            }
            throw new IllegalArgumentException("\"" + name + "\" is not an array");
        }

        /** An array of hashes in base64. */
        List<byte[]> hashes(String name) {
            if (member(name) instanceof Array(var items, var _, var _)) {
                return items.stream().map(Members::hash).toList();
            }
            throw new IllegalArgumentException("\"" + name + "\" is not an array");
        }

        private static byte[] hash(Json item) {
            return Hashes.ofBase64(text(item));
        }

        private static String text(Json item) {
            if (item instanceof Text(var value, var _, var _)) {
                return value;
            }
            throw new IllegalArgumentException("an item that is not a string");
        }
    }
}
