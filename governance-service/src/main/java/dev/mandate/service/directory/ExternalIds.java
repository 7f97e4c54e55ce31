package dev.mandate.service.directory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/** The text form of a directory's immutable ids. */
final class ExternalIds {
    private static final String OBJECT_GUID = "objectguid";
    private static final int GUID_BYTES = 16;

    private ExternalIds() {}

    /** {@code objectGUID} is binary, its first three fields little-endian (MS-DTYP 2.3.4.2); every other id is text. */
    static String text(String attribute, byte[] value) {
        if (attribute.toLowerCase(Locale.ROOT).equals(OBJECT_GUID) && value.length == GUID_BYTES) {
            ByteBuffer little = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
            long high = ((long) little.getInt() << 32)
                    | ((little.getShort() & 0xffffL) << 16)
                    | (little.getShort() & 0xffffL);
            long low = little.order(ByteOrder.BIG_ENDIAN).getLong();
            return new UUID(high, low).toString();
        }
        return new String(value, StandardCharsets.UTF_8);
    }
}
