package dev.mandate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mandate.postgres.RunAs.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunAsTest {
    private TestingFolder folder;
    private Path data;
    private PostgresBinaries binaries;

    @BeforeEach
    void createFolder() throws IOException {
        assumeTrue(RunAs.isRoot(), "only root has to become another user");
        folder = TestingFolder.open();
        data = Files.createDirectory(folder.path().resolve("data"));
        binaries = PostgresBinaries.unpack();
    }

    @AfterEach
    void deleteFolder() throws IOException {
        if (folder != null) {
            folder.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachToolIsEnoughByItself(Tool tool) {
        var way = RunAs.choose(data, binaries, List.of(tool));
        assertThat(run(way, "/usr/bin/id", "-u")).isNotEqualTo("0");
        assertThat(run(way, "/bin/sh", "-c", "echo \"$1\"", "sh", "it's one argument"))
                .isEqualTo("it's one argument");
        assertThat(run(way, "/bin/sh", "-c", "grep CapEff /proc/self/status")).endsWith("0000000000000000");
    }

    @ParameterizedTest
    @EnumSource(names = {"SETPRIV", "JAVA"})
    void anotherUserOwnsTheFilesAndNoGroupOfRootsIsLeft(Tool tool) throws IOException {
        var way = RunAs.choose(data, binaries, List.of(tool));
        assertThat(run(way, "/usr/bin/id", "-G")).isEqualTo("65534");
        assertThat(run(way, "/usr/bin/stat", "-c", "%u", data.toString())).isEqualTo(run(way, "/usr/bin/id", "-u"));
    }

    @Test
    void aFolderClosedToOthersIsServedWithoutRootsPowers() throws IOException {
        Files.setPosixFilePermissions(folder.path(), PosixFilePermissions.fromString("rwx------"));
        var way = RunAs.choose(data, binaries, List.of(Tool.values()));
        assertThat(way.prefix()).startsWith("unshare");
        assertThat((Integer) Files.getAttribute(data, "unix:uid")).isZero();
    }

    @Test
    void aFolderWithFilesStaysWithItsOwner() throws IOException {
        Files.writeString(data.resolve("PG_VERSION"), "18");
        assertThat(RunAs.choose(data, binaries, List.of(Tool.values())).prefix())
                .startsWith("unshare");
        Files.setAttribute(data, "unix:uid", 4711);
        assertThat(run(RunAs.choose(data, binaries, List.of(Tool.values())), "/usr/bin/id", "-u"))
                .isEqualTo("4711");
    }

    @Test
    void saysWhatWasTriedAndWhatToDo() throws IOException {
        Files.setPosixFilePermissions(folder.path(), PosixFilePermissions.fromString("rwx------"));
        assertThatThrownBy(() -> RunAs.choose(data, binaries, List.of(Tool.SETPRIV, Tool.JAVA)))
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining("Start Mandate as an ordinary user")
                .hasMessageContaining("SETPRIV to user")
                .hasMessageContaining("JAVA to user");
    }

    private static String run(RunAs way, String... program) {
        return Command.run(way.command(List.of(program)), Duration.ofSeconds(30))
                .output();
    }
}
