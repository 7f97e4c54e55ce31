package dev.mandate.service.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where a secret value is. The value itself is read when it is needed, and never kept. */
public sealed interface Reference {
    /**
     * The value, without the line end that editors add.
     *
     * @throws IllegalArgumentException naming the place and the fix, not the value
     */
    String reveal();

    /** A file's whole text. */
    record OfFile(Path file) implements Reference {
        private static final int LONGEST = 64 << 10;

        @Override
        public String reveal() {
            try {
                if (Files.size(file) > LONGEST) {
                    throw new IllegalArgumentException("the secret file " + file + " is larger than 64 KiB");
                }
                String value = Files.readString(file).replaceFirst("\\r?\\n\\z", "");
                if (value.isEmpty()) {
                    throw new IllegalArgumentException("the secret file " + file + " is empty");
                }
                return value;
            } catch (IOException unreadable) {
                throw new IllegalArgumentException(
                        "the secret file " + file + " cannot be read ("
                                + unreadable.getClass().getSimpleName() + "): check the path and its permissions",
                        unreadable);
            }
        }
    }

    /** A variable of this process's environment. */
    record OfVariable(String name, Map<String, String> environment) implements Reference {
        @Override
        public String reveal() {
            String value = environment.get(name);
            if (value == null || value.isEmpty()) {
                throw new IllegalArgumentException("the variable " + name + " is not set");
            }
            return value;
        }

        /** Never the environment, which holds other secrets. */
        @Override
        public String toString() {
            return "${env:" + name + "}";
        }
    }
}
