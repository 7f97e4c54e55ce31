package dev.mandate.service.platform;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes this process the one owner of a data folder, until it is closed or the process ends in whatever way. The file
 * holds the owner's process id for people to read; only the operating system's lock on it counts.
 */
final class FolderLock implements AutoCloseable {
    /**
     * Closing any channel to a file gives up all locks that the process has on it. A file that we hold is therefore not
     * opened a second time.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Empty where another process, or another part of this one, is the owner. */
    static Optional<FolderLock> tryAcquire(Path folder) throws IOException {
        var file = folder.toRealPath().resolve("lock");
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            HELD.remove(file);
            return Optional.empty();
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
        return Optional.of(new FolderLock(file, channel));
    }

    /** Who holds a folder that could not be acquired, in words. */
    static String holder(Path folder) {
        try {
            var file = folder.toRealPath().resolve("lock");
            return HELD.contains(file)
                    ? "this process"
                    : "process " + Files.readString(file).strip();
        } catch (IOException unreadable) {
            return "another process";
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(file);
    }
}
