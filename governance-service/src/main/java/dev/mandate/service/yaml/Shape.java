package dev.mandate.service.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a value of a YAML format looks like. The reader, the JSON Schema and the reference page all stand on it. */
public sealed interface Shape {
    /** The id of something that a person named. */
    Text ID = new Text("1 to 63 of a-z, 0-9 and inner '-'", "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    static boolean isId(String text) {
        return text.matches(String.valueOf(ID.pattern()));
    }

    /**
     * A scalar taken as text, however it is written.
     *
     * @param form how to write it, for messages and documentation
     * @param pattern what it must match in whole; null where only the meaning decides
     */
    record Text(String form, @Nullable String pattern) implements Shape {}

    /** One of some words. */
    record Words(List<String> words) implements Shape {}

    /** {@code true} or {@code false}. */
    record Flag() implements Shape {}

    /** A whole number between both bounds, inclusive. */
    record Whole(int least, int most) implements Shape {}

    record ListOf(Shape item) implements Shape {}

    /** A mapping with keys of the writer's own. */
    record TableOf(String keys, Shape value) implements Shape {}

    /** A mapping with known keys. */
    record Block(String name, String title, List<Key> keys) implements Shape {
        public List<String> names() {
            return keys.stream().map(Key::name).toList();
        }

        public Key key(String name) {
            return keys.stream()
                    .filter(key -> key.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the format has no key " + name + " in " + title));
        }
    }

    record Either(List<Shape> shapes) implements Shape {}

    /**
     * One key of a block.
     *
     * @param fallback what holds when it is left out, in words
     * @param example a value as YAML, on one line
     */
    record Key(String name, Shape shape, boolean required, String fallback, String description, String example) {
        public static Key required(String name, Shape shape, String description, String example) {
            return new Key(name, shape, true, "", description, example);
        }

        public static Key optional(String name, Shape shape, String fallback, String description, String example) {
            return new Key(name, shape, false, fallback, description, example);
        }
    }
}
