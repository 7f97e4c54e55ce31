package dev.mandate.agent.api;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Direction;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A vocabulary file: what every known release of one application can grant. {@link #vocabulary} gives that of one
 * release.
 *
 * @param releases the releases the agent is tested with, oldest first
 */
public record VocabularyFile(
        ApplicationName application,
        List<Release> releases,
        List<Since<KindEntry>> kinds,
        List<Since<Vocabulary.Item>> items,
        List<Since<AppRoleName>> builtIn,
        List<Since<Entitlement>> neutral)
        implements Vocabularies {
    /**
     * Something that is there from {@code since} (null: always) up to but not in {@code until} (null: still).
     */
    public record Since<T>(
            T value, @Nullable Release since, @Nullable Release until) {
        /** Whether {@code release} has it. */
        boolean in(Release release) {
            return (since == null || since.compareTo(release) <= 0) && (until == null || release.compareTo(until) < 0);
        }
    }

    /** A kind whose actions and options may differ between releases. */
    public record KindEntry(
            String name,
            Facet facet,
            List<Since<String>> actions,
            boolean pattern,
            Direction adding,
            Risk risk,
            Map<String, String> sentences,
            List<Since<String>> options) {
        public KindEntry {
            actions = List.copyOf(actions);
            sentences = Map.copyOf(sentences);
            options = List.copyOf(options);
        }
    }

    public VocabularyFile {
        releases = releases.stream().sorted().toList();
        kinds = List.copyOf(kinds);
        items = List.copyOf(items);
        builtIn = List.copyOf(builtIn);
        neutral = List.copyOf(neutral);
    }

    /**
     * Reads UTF-8 YAML 1.2. Unknown and duplicate keys, anchors and tags are faults.
     *
     * @param name how faults call the file
     * @throws IllegalArgumentException listing every fault as {@code name:line:column: what}
     */
    public static VocabularyFile parse(String name, String yaml) {
        return VocabularyParser.parse(name, yaml);
    }

    /**
     * The resource {@code name} beside {@code owner}, read and parsed.
     *
     * @throws IllegalArgumentException when it is absent or faulty
     */
    public static VocabularyFile resource(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name + " beside " + owner.getName());
            }
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Vocabulary vocabulary(Release release) {
        var known = new TreeMap<String, Vocabulary.Kind>();
        for (KindEntry kind : in(kinds, release)) {
            known.put(
                    kind.name(),
                    new Vocabulary.Kind(
                            kind.name(),
                            kind.facet(),
                            in(kind.actions(), release),
                            kind.pattern(),
                            kind.adding(),
                            kind.risk(),
                            kind.sentences(),
                            in(kind.options(), release).stream().collect(Collectors.toSet())));
        }
        return new Vocabulary(
                application,
                release,
                known,
                in(items, release),
                in(builtIn, release).stream().collect(Collectors.toSet()),
                in(neutral, release));
    }

    private static <T> List<T> in(List<Since<T>> all, Release release) {
        return all.stream().filter(entry -> entry.in(release)).map(Since::value).toList();
    }
}
