package dev.mandate.service.directory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Many ids as one value: sixteen bytes each, of a million that is a fifth of what rows of text are. */
final class PackedIds {
    /** How a query packs the ids of a group of rows. */
    static final String OF_ROWS = "string_agg(uuid_send({0}), ''::bytea)";

    private static final int BYTES = 16;

    private PackedIds() {}

    /** What the ids stand for; an id that stands for nothing is left out, and none may be there twice. */
    static <T> Set<T> unpack(byte[] packed, Map<UUID, T> known) {
        ByteBuffer bytes = ByteBuffer.wrap(packed);
        List<T> found = new ArrayList<>(packed.length / BYTES);
        while (bytes.hasRemaining()) {
            T one = known.get(new UUID(bytes.getLong(), bytes.getLong()));
            if (one != null) {
                found.add(one);
            }
        }
        return Set.copyOf(found);
    }
}
