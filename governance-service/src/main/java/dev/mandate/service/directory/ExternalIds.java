package dev.mandate.service.directory;

import dev.mandate.model.subject.Ids;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** The one text form of a directory's immutable ids. */
final class ExternalIds {
    private static final String OBJECT_GUID = "objectguid";
    private static final int GUID_BYTES = 16;
    private static final Pattern GUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private ExternalIds() {}

    /**
     * {@code objectGUID} is binary, its first three fields little-endian (MS-DTYP 2.3.4.2). A UUID is the same in either
     * case. Other text stays as it is, and what is no text becomes hexadecimal.
     */
    static String text(String attribute, byte[] value) {
        if (attribute.toLowerCase(Locale.ROOT).equals(OBJECT_GUID) && value.length == GUID_BYTES) {
            return guid(value);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
            if (GUID.matcher(text).matches()) {
                return text.toLowerCase(Locale.ROOT);
            }
            return Ids.isText(text) ? text : hex(value);
        } catch (CharacterCodingException e) {
            return hex(value);
        }
    }

    /** What the directory itself holds for the text. */
    static byte[] bytes(String attribute, String text) {
        if (!attribute.toLowerCase(Locale.ROOT).equals(OBJECT_GUID)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        UUID id = UUID.fromString(text);
        long high = id.getMostSignificantBits();
        return ByteBuffer.allocate(GUID_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16))
                .putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static String guid(byte[] value) {
        ByteBuffer little = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        long high =
                ((long) little.getInt() << 32) | ((little.getShort() & 0xffffL) << 16) | (little.getShort() & 0xffffL);
        long low = little.order(ByteOrder.BIG_ENDIAN).getLong();
        return new UUID(high, low).toString();
    }

    private static String hex(byte[] value) {
        return "hex:" + HexFormat.of().formatHex(value);
    }
}
