package dev.mandate.service.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build wrote an export. */
final class ProductVersion {
    private ProductVersion() {}

    static String text() {
        var build = new Properties();
        try (var file = ProductVersion.class.getResourceAsStream("/META-INF/build-info.properties")) {
            if (file != null) {
                build.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build.getProperty("build.version", "development");
    }
}
