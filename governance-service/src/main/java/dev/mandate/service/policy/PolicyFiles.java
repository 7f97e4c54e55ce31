package dev.mandate.service.policy;

import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The YAML files of a folder and its sub-folders, each read once. Names that begin with a dot are left out, symbolic
 * links are followed inside the folder only.
 */
final class PolicyFiles {
    static final int MOST_BYTES_OF_FILE = 8 << 20;
    static final int MOST_BYTES = 64 << 20;
    static final int MOST_FILES = 10_000;
    private static final int DEEPEST = 16;

    private final Path root;
    private final Faults faults;
    private final SortedMap<String, Path> found = new TreeMap<>();
    private final Set<Path> visited = new HashSet<>();
    private long bytes;

    private PolicyFiles(Path root, Faults faults) {
        this.root = root;
        this.faults = faults;
    }

    /** The text of each file by its path inside the folder, in the order of the paths. */
    static SortedMap<String, String> read(Path folder, Faults faults) {
        try {
            if (!Files.isDirectory(folder)) {
                String message = Files.exists(folder) ? "not a folder" : "no such folder";
                faults.unreadable(
                        whole(folder.toString()), message, "give the folder that holds the policy's YAML files");
                return new TreeMap<>();
            }
            return new PolicyFiles(folder.toRealPath(), faults).texts(folder);
        } catch (IOException e) {
            faults.unreadable(whole(folder.toString()), "cannot be read: " + reason(e), "check its permissions");
            return new TreeMap<>();
        }
    }

    private SortedMap<String, String> texts(Path folder) throws IOException {
        walk(root, "", 0);
        var texts = new TreeMap<String, String>();
        if (found.isEmpty() && faults.none()) {
            faults.unreadable(
                    whole(folder.toString()), "no *.yaml or *.yml file in this folder", "is it the right one?");
        }
        if (found.size() > MOST_FILES) {
            faults.unreadable(
                    whole(folder.toString()), "more than " + MOST_FILES + " files", "use fewer, larger files");
            return texts;
        }
        found.forEach((name, path) -> text(name, path).ifPresent(text -> texts.put(name, text)));
        return texts;
    }

    private void walk(Path directory, String prefix, int depth) throws IOException {
        if (depth > DEEPEST) {
            faults.unreadable(whole(prefix), "folders nested more than " + DEEPEST + " deep", "flatten them");
            return;
        }
        for (Path entry : entries(directory)) {
            String name = prefix + entry.getFileName();
            try {
                visit(entry, name, depth);
            } catch (NoSuchFileException | FileSystemLoopException e) {
                faults.unreadable(whole(name), "a symbolic link that leads nowhere", "remove or repair it");
            } catch (IOException e) {
                faults.unreadable(whole(name), "cannot be read: " + reason(e), "check its permissions");
            }
        }
    }

    private void visit(Path entry, String name, int depth) throws IOException {
        if (Files.isSymbolicLink(entry) && !entry.toRealPath().startsWith(root)) {
            faults.unreadable(whole(name), "a symbolic link that leaves the policy folder", "copy the target into it");
            return;
        }
        Path real = entry.toRealPath();
        if (Files.isDirectory(real)) {
            if (visited.add(real)) {
                walk(real, name + "/", depth + 1);
            }
            return;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if ((lower.endsWith(".yaml") || lower.endsWith(".yml")) && visited.add(real)) {
            found.put(name, real);
        }
    }

    private static List<Path> entries(Path directory) throws IOException {
        var entries = new ArrayList<Path>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                if (!String.valueOf(entry.getFileName()).startsWith(".")) {
                    entries.add(entry);
                }
            }
        }
        entries.sort(Comparator.comparing(path -> String.valueOf(path.getFileName())));
        return entries;
    }

    private Optional<String> text(String name, Path path) {
        byte[] content;
        try (InputStream in = Files.newInputStream(path)) {
            content = in.readNBytes(MOST_BYTES_OF_FILE + 1);
        } catch (IOException e) {
            faults.unreadable(whole(name), "cannot be read: " + reason(e), "check its permissions");
            return Optional.empty();
        }
        bytes += content.length;
        if (content.length > MOST_BYTES_OF_FILE) {
            faults.unreadable(
                    whole(name), "larger than " + (MOST_BYTES_OF_FILE >> 20) + " MiB", "split it into several files");
            return Optional.empty();
        }
        if (bytes > MOST_BYTES) {
            faults.unreadable(
                    whole(name), "the folder is larger than " + (MOST_BYTES >> 20) + " MiB", "make it smaller");
            return Optional.empty();
        }
        return decoded(name, content);
    }

    private Optional<String> decoded(String name, byte[] content) {
        ByteBuffer in = ByteBuffer.wrap(content);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            String text = decoder.decode(in).toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            String before = new String(content, 0, in.position(), StandardCharsets.UTF_8);
            int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
            int column = 1 + before.codePointCount(before.lastIndexOf('\n') + 1, before.length());
            faults.unreadable(new Place(name, line, column), "not UTF-8", "save the file as UTF-8");
            return Optional.empty();
        }
    }

    private static Place whole(String file) {
        return new Place(file, 1, 1);
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "");
    }
}
