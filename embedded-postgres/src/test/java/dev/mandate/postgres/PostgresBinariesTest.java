package dev.mandate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class PostgresBinariesTest {
    @TempDir
    private Path cache;

    @Test
    void twoProcessesThatUnpackAtTheSameTimeEndWithOneCopy() throws IOException {
        var both = List.of(
                CompletableFuture.supplyAsync(() -> PostgresBinaries.unpack(cache)),
                CompletableFuture.supplyAsync(() -> PostgresBinaries.unpack(cache)));
        assertThat(both.get(0).join()).isEqualTo(both.get(1).join());
        try (var left = Files.list(cache)) {
            assertThat(left).containsExactly(both.get(0).join().home());
        }
        assertThat(both.get(0).join().program("postgres")).isExecutable();
        assertThat(both.get(0).join().major()).isEqualTo(18);
    }

    @Test
    void saysWhereItCannotWrite() throws IOException {
        var file = Files.createFile(cache.resolve("file"));
        assertThatThrownBy(() -> PostgresBinaries.unpack(file.resolve("cache")))
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("XDG_CACHE_HOME");
    }

    @ParameterizedTest
    @CsvSource({"../outside, 0, outside its folder", "/etc/outside, 0, outside its folder", "hard-link, 1, unknown type"
    })
    void refusesAnArchiveThatIsNotAsExpected(String name, String type, String why) throws IOException {
        var archive = archive(name, type);
        assertThatThrownBy(() -> TarXz.unpack(new ByteArrayInputStream(archive), cache))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    private static byte[] archive(String name, String type) throws IOException {
        var header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 124, "00000000000");
        put(header, 156, type);
        var bytes = new ByteArrayOutputStream();
        try (var xz = new XZOutputStream(bytes, new LZMA2Options(0))) {
            xz.write(header);
            xz.write(new byte[1024]);
        }
        return bytes.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
