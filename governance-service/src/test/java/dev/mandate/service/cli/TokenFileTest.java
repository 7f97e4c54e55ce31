package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody else reads or replaces an operator's token. */
class TokenFileTest {
    private static final String TOKEN = "t".repeat(43);

    @TempDir
    private Path data;

    private static String modes(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void closesAFolderThatWasOpen() throws IOException {
        Path folder = Files.createDirectory(data.resolve("operators"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path file = TokenFile.of(data, "ada");
        TokenFile.write(file, TOKEN);
        assertThat(modes(folder)).isEqualTo("rwx------");
        assertThat(modes(file)).isEqualTo("rw-------");
        assertThat(Files.readString(file)).isEqualTo(TOKEN + "\n");
        TokenFile.write(file, TOKEN);
    }

    @Test
    void refusesAFileThatOthersCanReadOrThatIsALink() throws IOException {
        Path file = TokenFile.of(data, "ada");
        TokenFile.write(file, TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        refused(file);
        Path elsewhere = Files.move(file, data.resolve("elsewhere"));
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rw-------"));
        Files.createSymbolicLink(file, elsewhere);
        refused(file);
        assertThat(Files.readString(elsewhere)).isEqualTo(TOKEN + "\n");
    }

    private static void refused(Path file) {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> TokenFile.write(file, TOKEN))
                .withMessageContaining("remove it")
                .withMessageNotContaining(TOKEN);
    }
}
