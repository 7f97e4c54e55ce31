package dev.mandate.verifier;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.ZipFile;

/** The files of an export package, from a ZIP file or from a folder it was unpacked into. */
sealed interface Evidence extends Closeable {

    /** All files, with / between folders. */
    SortedSet<String> names() throws IOException;

    InputStream open(String name) throws IOException;

    static Evidence of(Path path) throws UnreadableException {
        try {
            return Files.isDirectory(path) ? new Folder(path) : new Zip(new ZipFile(path.toFile()));
        } catch (IOException e) {
            throw new UnreadableException(
                    path.toString(),
                    "is no export package, neither a ZIP file nor a folder (" + e.getMessage() + ")",
                    e);
        }
    }

    record Folder(Path root) implements Evidence {
        @Override
        public SortedSet<String> names() throws IOException {
            try (var files = Files.walk(root)) {
                var names = new TreeSet<String>();
                files.filter(Files::isRegularFile)
                        .forEach(file ->
                                names.add(root.relativize(file).toString().replace('\\', '/')));
                return names;
            }
        }

        @Override
        public InputStream open(String name) throws IOException {
            return Files.newInputStream(root.resolve(name));
        }

        @Override
        public void close() {}
    }

    record Zip(ZipFile file) implements Evidence {
        @Override
        public SortedSet<String> names() throws IOException {
            var names = new TreeSet<String>();
            for (var entry : file.stream().toList()) {
                if (!names.add(entry.getName())) {
                    throw new IOException("the ZIP file has " + entry.getName() + " twice");
                }
            }
            return names;
        }

        @Override
        public InputStream open(String name) throws IOException {
            var entry = file.getEntry(name);
            if (entry == null) {
                throw new IOException("the ZIP file has no " + name);
            }
            return file.getInputStream(entry);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
