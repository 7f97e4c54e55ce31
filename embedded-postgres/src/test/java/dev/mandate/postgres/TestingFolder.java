package dev.mandate.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of one test that every user may enter, which JUnit's own are not. */
record TestingFolder(Path path) implements AutoCloseable {

    static TestingFolder open() throws IOException {
        var path = Files.createTempDirectory("mandate-postgres-test");
        TarXz.folder(path);
        return new TestingFolder(path);
    }

    @Override
    public void close() throws IOException {
        Folders.delete(path);
    }
}
