package dev.mandate.service.api;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** What the sources say of records and their components, so that documents say it in the same words. */
public final class RecordDocs {
    /** By the class's simple name; the name of a component after a dot. */
    private final Map<String, String> texts = new HashMap<>();

    public static RecordDocs of(Path... sources) {
        var docs = new RecordDocs();
        try {
            for (Path folder : sources) {
                docs.read(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return docs;
    }

    Optional<String> of(Class<?> type) {
        return Optional.ofNullable(texts.get(name(type)));
    }

    Optional<String> of(Class<?> type, String component) {
        return Optional.ofNullable(texts.get(name(type) + "." + component));
    }

    private static String name(Class<?> type) {
        return type.getName().replace('$', '.');
    }

    private void read(Path folder) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> found = Files.walk(folder)) {
            var units = files.getJavaFileObjectsFromPaths(
                    found.filter(file -> file.toString().endsWith(".java")).toList());
            var task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, units);
            var trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                String prefix = unit.getPackageName() + ".";
                new TreePathScanner<@Nullable Void, String>() {
                    @Override
                    public @Nullable Void visitClass(ClassTree type, String around) {
                        String name = around + type.getSimpleName();
                        @Nullable DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
                        if (comment != null) {
                            keep(name, comment);
                        }
                        return super.visitClass(type, name + ".");
                    }
                }.scan(unit, prefix);
            }
        }
    }

    private void keep(String type, DocCommentTree comment) {
        put(type, comment.getFullBody());
        for (var tag : comment.getBlockTags()) {
            if (tag instanceof ParamTree parameter && !parameter.isTypeParameter()) {
                put(type + "." + parameter.getName(), parameter.getDescription());
            }
        }
    }

    private void put(String name, List<?> words) {
        String text = words.stream()
                .map(Object::toString)
                .collect(Collectors.joining())
                .replaceAll("\\{@(?:code|link|literal) #?([^}]*)}", "$1")
                .replaceAll("\\s+", " ")
                .strip();
        if (!text.isEmpty()) {
            texts.put(name, text);
        }
    }
}
