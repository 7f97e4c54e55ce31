package dev.mandate.service.scim;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What a filter asks (RFC 7644 section 3.4.2.2), its attributes looked up in the schema. */
sealed interface Filter {
    /** All of them hold. */
    record All(List<Filter> of) implements Filter {
        public All {
            of = List.copyOf(of);
        }
    }

    /** One of them holds. */
    record Any(List<Filter> of) implements Filter {
        public Any {
            of = List.copyOf(of);
        }
    }

    /** It does not hold. */
    record Not(Filter of) implements Filter {}

    /** Something is there. */
    record Present(AttributePath path) implements Filter {}

    /** A value compares so; of several values one does. */
    record Compare(AttributePath path, Comparison comparison, JsonNode value) implements Filter {}

    /** One value of a list fulfils all of it. */
    record Within(AttributePath list, Filter element) implements Filter {}

    /** How values are compared. */
    enum Comparison {
        EQ,
        NE,
        CO,
        SW,
        EW,
        GT,
        GE,
        LT,
        LE;

        static Optional<Comparison> of(String word) {
            return Stream.of(values())
                    .filter(one -> one.name().equals(word.toUpperCase(Locale.ROOT)))
                    .findFirst();
        }

        boolean isOfOrder() {
            return this == GT || this == GE || this == LT || this == LE;
        }

        boolean isOfText() {
            return this == CO || this == SW || this == EW;
        }
    }
}
