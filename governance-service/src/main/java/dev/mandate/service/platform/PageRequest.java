package dev.mandate.service.platform;

import dev.mandate.service.platform.Problem.Blame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which part of an ordered list is asked for. A page begins after a row, not at a number, so that rows which come or go
 * meanwhile neither repeat nor hide others.
 *
 * @param size how many items at most, 1 to {@link #LARGEST}
 * @param after the sort key of the last item seen; empty for the first page
 */
public record PageRequest(int size, List<String> after) {
    public static final int LARGEST = 1000;
    public static final int USUAL = 50;

    /** Why a page cannot be given. */
    public enum Code implements Problem.Code {
        PAGE_SIZE_INVALID,
        PAGE_TOKEN_INVALID;

        @Override
        public int status() {
            return 400;
        }

        @Override
        public Blame blame() {
            return Blame.USER;
        }
    }

    public PageRequest {
        if (size < 1 || size > LARGEST) {
            throw new Problem(Code.PAGE_SIZE_INVALID, "page_size is " + size + ": give 1 to " + LARGEST);
        }
        after = List.copyOf(after);
    }

    public static PageRequest first(int size) {
        return new PageRequest(size, List.of());
    }

    /**
     * From the parameters of a request.
     *
     * @param keys how many parts the sort key of this list has
     * @throws Problem where the size or the token is not valid
     */
    public static PageRequest of(@Nullable Integer size, @Nullable String token, int keys) {
        var known = size == null ? USUAL : size;
        if (token == null) {
            return first(known);
        }
        return new PageRequest(
                known,
                decode(token)
                        .filter(after -> after.size() == keys)
                        .orElseThrow(() -> new Problem(
                                Code.PAGE_TOKEN_INVALID,
                                "page_token is not one of this list: leave it out to begin at the first page")));
    }

    static String encode(List<String> key) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (var part : key) {
                out.writeUTF(part);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    private static Optional<List<String>> decode(String token) {
        var parts = new ArrayList<String>();
        try (var in = new DataInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(token)))) {
            while (in.available() > 0) {
                parts.add(in.readUTF());
            }
            return Optional.of(parts);
        } catch (IOException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
