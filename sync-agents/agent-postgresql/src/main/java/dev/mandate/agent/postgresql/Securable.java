package dev.mandate.agent.postgresql;

import dev.mandate.model.access.Grant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The sorts of things that privileges can be held on. */
enum Securable {
    DATABASE("database", "DATABASE", 'd'),
    SCHEMA("schema", "SCHEMA", 'n'),
    /** Ordinary, partitioned and foreign tables, views and materialised views. */
    TABLE("table", "TABLE", 'r'),
    COLUMN("column", "TABLE", 'c'),
    SEQUENCE("sequence", "SEQUENCE", 's'),
    /** Functions, procedures, aggregates and window functions. */
    FUNCTION("function", "ROUTINE", 'f'),
    /** What a creator's future schemas, tables and so on are born with. */
    DEFAULT_SCHEMA("default-schema", "SCHEMAS", 'n'),
    DEFAULT_TABLE("default-table", "TABLES", 'r'),
    DEFAULT_SEQUENCE("default-sequence", "SEQUENCES", 'S'),
    DEFAULT_FUNCTION("default-function", "ROUTINES", 'f');

    private final String kind;
    private final String keyword;
    private final char type;

    Securable(String kind, String keyword, char type) {
        this.kind = kind;
        this.keyword = keyword;
        this.type = type;
    }

    /** The vocabulary's word. */
    String kind() {
        return kind;
    }

    /** What GRANT calls it. */
    String keyword() {
        return keyword;
    }

    boolean isDefault() {
        return compareTo(DEFAULT_SCHEMA) >= 0;
    }

    static Optional<Securable> ofKind(String kind) {
        return Arrays.stream(values()).filter(s -> s.kind.equals(kind)).findFirst();
    }

    /** The sorts that {@code grants} are about; for defaults also the schemas, in which they may be. */
    static Set<Securable> of(Collection<Grant> grants) {
        var kinds = EnumSet.noneOf(Securable.class);
        for (Grant grant : grants) {
            ofKind(grant.entitlement().kind()).ifPresent(kind -> kinds.add(kind.isDefault() ? SCHEMA : kind));
        }
        return kinds;
    }

    /** @throws IllegalArgumentException for a letter of {@code pg_default_acl} that we do not know */
    static Securable ofDefault(String type) {
        return Arrays.stream(values())
                .filter(s -> s.isDefault() && type.equals(String.valueOf(s.type)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown default privilege type " + type));
    }
}
