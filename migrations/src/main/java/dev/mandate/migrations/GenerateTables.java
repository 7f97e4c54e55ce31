package dev.mandate.migrations;

import dev.mandate.postgres.PostgresBinaries;
import dev.mandate.postgres.PostgresCluster;
import dev.mandate.postgres.PostgresSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jooq.Constants;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A step of the build: writes the classes of {@code dev.mandate.tables} from a database that was migrated for it. Where
 * neither the SQL nor this program has changed it does nothing, and where this machine has made these tables before,
 * for another checkout or before a clean, it copies them.
 */
final class GenerateTables {
    private static final String PACKAGE = "dev.mandate.tables";

    private final Path sql;
    private final Path target;
    private final Path sources;

    private GenerateTables(Path sql, Path build) {
        this.sql = sql;
        this.target = build;
        this.sources = build.resolve("generated-sources/tables");
    }

    /**
     * Runs the step.
     *
     * @param arguments the folder of the SQL files, the build's target folder
     */
    public static void main(String[] arguments) throws Exception {
        new GenerateTables(Path.of(arguments[0]), Path.of(arguments[1])).run();
    }

    private void run() throws Exception {
        var hash = hash();
        var stamp = sources.resolve("made-from");
        if (Files.exists(stamp) && Files.readString(stamp).equals(hash)) {
            return;
        }
        delete(sources);
        // What an earlier run compiled may be of tables that are gone.
        delete(target.resolve("classes").resolve(PACKAGE.replace('.', '/')));
        var cached = PostgresBinaries.cache().resolve("tables-" + hash);
        if (!Files.isDirectory(cached)) {
            System.out.println("Generating " + PACKAGE + ", because the SQL or its generator changed");
            generate();
            Files.writeString(stamp, hash);
            keep(cached);
            return;
        }
        copy(cached, sources);
    }

    /** Over the SQL files with their names, this program and the version of jOOQ. */
    private String hash() throws IOException, NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(Constants.FULL_VERSION.getBytes(StandardCharsets.UTF_8));
        for (var part : List.of("GenerateTables.class", "Migrations.class")) {
            try (var program = GenerateTables.class.getResourceAsStream(part)) {
                digest.update(Objects.requireNonNull(program).readAllBytes());
            }
        }
        try (var files = Files.list(sql)) {
            for (var file : files.filter(name -> name.toString().endsWith(".sql"))
                    .sorted()
                    .toList()) {
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private void generate() throws Exception {
        var password = "only on loopback, for seconds";
        delete(target.resolve("tables-postgres"));
        var cluster = PostgresCluster.in(target.resolve("tables-postgres"), PostgresBinaries.unpack());
        cluster.create(password);
        try {
            var owner = new PGSimpleDataSource();
            owner.setUrl("jdbc:postgresql://127.0.0.1:" + cluster.start(PostgresSettings.forgetful()) + "/postgres");
            owner.setUser(PostgresCluster.SUPERUSER);
            owner.setPassword(password);
            try (var connection = owner.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create role mandate_app");
            }
            new Migrations(owner, "mandate_app").apply();
            generate(owner);
        } finally {
            cluster.stop();
            delete(cluster.folder());
        }
    }

    private void generate(PGSimpleDataSource database) throws Exception {
        var generator = new GenerationTool();
        generator.setDataSource(database);
        generator.run(new Configuration()
                .withLogging(Logging.WARN)
                .withGenerator(new Generator()
                        .withDatabase(new Database()
                                .withName("org.jooq.meta.postgres.PostgresDatabase")
                                .withExcludes(Migrations.SCHEMA + "[.].*|pg_catalog[.].*|information_schema[.].*")
                                .withIncludeSystemTables(false)
                                .withForcedTypes(new ForcedType()
                                        .withName("INSTANT")
                                        .withIncludeTypes("timestamp with time zone|timestamptz")))
                        .withGenerate(new Generate().withComments(false).withIndexes(false))
                        .withTarget(new Target().withPackageName(PACKAGE).withDirectory(sources.toString()))));
    }

    /** Appears in the cache at once and completely, whoever else does the same meanwhile. */
    private void keep(Path cached) throws IOException {
        var fresh = Files.createTempDirectory(cached.getParent(), "tables");
        copy(sources, fresh);
        try {
            Files.move(fresh, cached, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException anotherBuildWasFirst) {
            delete(fresh);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
