package dev.mandate.service.yaml;

import java.util.List;

/** A YAML node with its place; every scalar is text until something asks for a type. */
public sealed interface Node {
    Place place();

    /** What it is, for messages. */
    String shape();

    /**
     * A scalar.
     *
     * @param plain whether it was written without quotes
     */
    record Text(Place place, String value, boolean plain) implements Node {
        /** Whether the YAML 1.2 core schema reads this as null. */
        public boolean isNull() {
            return plain && (value.isEmpty() || value.equals("~") || value.equalsIgnoreCase("null"));
        }

        @Override
        public String shape() {
            return isNull() ? "nothing" : "text";
        }
    }

    record Entry(Text key, Node value) {}

    record Table(Place place, Place end, List<Entry> entries) implements Node {
        public Table {
            entries = List.copyOf(entries);
        }

        @Override
        public String shape() {
            return "a mapping of keys";
        }
    }

    record Items(Place place, List<Node> items) implements Node {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String shape() {
            return "a list";
        }
    }
}
