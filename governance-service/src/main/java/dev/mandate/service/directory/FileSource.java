package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.SourceException.Code;
import dev.mandate.service.yaml.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A YAML file that somebody, or some program, keeps. */
public final class FileSource implements ReadSource {
    private static final int LARGEST = 64 << 20;
    private static final int MOST_FAULTS = 100;

    private final SourceId id;
    private final Path file;
    private final SourceLimits limits;
    private final Duration every;

    public FileSource(SourceId id, Path file, SourceLimits limits, Duration every) {
        this.id = id;
        this.file = file;
        this.limits = limits;
        this.every = every;
    }

    @Override
    public SourceId id() {
        return id;
    }

    @Override
    public SourceLimits limits() {
        return limits;
    }

    @Override
    public Duration every() {
        return every;
    }

    @Override
    public SourceReading read() {
        var faults = new Faults(MOST_FAULTS);
        PeopleFile.Content content = PeopleFile.read(file.toString(), text(), faults);
        if (!faults.none()) {
            String more = faults.more() == 0 ? "" : "\nand " + faults.more() + " more";
            throw failure(
                    Code.FAULTY,
                    "nothing of the file is taken over, because of"
                            + faults.faults().stream()
                                    .map(fault -> "\n" + fault)
                                    .collect(Collectors.joining())
                            + more,
                    null);
        }
        return new SourceReading(id, content.people(), content.groups());
    }

    private String text() {
        try {
            BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
            if (!before.isRegularFile()) {
                throw failure(Code.UNREACHABLE, file + " is no file; name one as file", null);
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(LARGEST + 1);
            }
            if (bytes.length > LARGEST) {
                throw failure(
                        Code.FAULTY, file + " is larger than " + (LARGEST >> 20) + " MiB; is it the right file?", null);
            }
            requireSame(before, Files.readAttributes(file, BasicFileAttributes.class), bytes.length);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw failure(Code.FAULTY, file + " is not UTF-8 text; write it as such", e);
        } catch (NoSuchFileException e) {
            throw failure(Code.UNREACHABLE, "there is no " + file + "; name the file that there is", e);
        } catch (IOException e) {
            throw failure(
                    Code.UNREACHABLE,
                    file + " cannot be read (" + e.getClass().getSimpleName() + "); check the path and its permissions",
                    e);
        }
    }

    /** What is being written is not read. */
    private void requireSame(BasicFileAttributes before, BasicFileAttributes after, int read) {
        if (after.size() != read
                || !before.lastModifiedTime().equals(after.lastModifiedTime())
                || !Objects.equals(before.fileKey(), after.fileKey())) {
            throw failure(
                    Code.CUT_SHORT,
                    file + " changed while it was read; the next read starts again."
                            + " Write it under another name and rename it",
                    null);
        }
    }

    @Override
    public List<String> blindSpots() {
        List<String> spots = new ArrayList<>();
        spots.add("how true the file is: somebody who left is active here until it is written down");
        if (isWritableByAnybody()) {
            spots.add("who writes it: everybody on this host may, and gives access by it; chmod o-w " + file);
        }
        return spots;
    }

    private boolean isWritableByAnybody() {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    private SourceException failure(Code code, String message, @Nullable Throwable cause) {
        return new SourceException(id, code, message, cause);
    }
}
