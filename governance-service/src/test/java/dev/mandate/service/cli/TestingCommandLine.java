package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ParseResult;

/** The command line as people type it. Every JSON that it prints is checked against its schema in docs. */
final class TestingCommandLine {
    private static final Path SCHEMAS = Path.of("../docs/schema");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final Path config;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    TestingCommandLine(Path config) {
        this.config = config;
    }

    /** An operator's file in a folder; its one source answers nobody. */
    static Path config(Path home, String more) throws IOException {
        Files.writeString(home.resolve("password"), "nobody asks");
        return Files.writeString(home.resolve("mandate.yaml"), """
                data: ./data
                sources:
                  - id: corp
                    type: ldap
                    url: ldap://127.0.0.1:1
                    bind: {dn: "cn=reader", password: "${file:password}"}
                    people: {base: "ou=people"}
                    groups: {base: "ou=groups"}
                """ + more);
    }

    void addOperators(String... names) {
        for (String name : names) {
            assertThat(mandate("operator", "add", name)).as(err::toString).isZero();
        }
    }

    /** The exit code; what was printed before is forgotten. */
    int mandate(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        String[] words = all.toArray(String[]::new);
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
        if (out().startsWith("{")) {
            out().lines().forEach(json -> checkShape(schema(words), json));
        }
        return code;
    }

    int as(String operator, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--token-file", token(operator).toString()));
        return mandate(all.toArray(String[]::new));
    }

    Path token(String operator) {
        return config.resolveSibling("data/operators").resolve(operator + ".token");
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    private static Path schema(String... words) {
        var names = new ArrayList<String>();
        ParseResult parsed = MandateCommand.commandLine(words).parseArgs(words);
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
            names.add(parsed.commandSpec().name());
        }
        String name = String.join("-", names);
        return SCHEMAS.resolve((name.equals("fsck") ? "verify" : name) + ".schema.json");
    }

    private static void checkShape(Path schema, String json) {
        try {
            assertThat(REGISTRY.getSchema(Files.readString(schema), InputFormat.JSON)
                            .validate(json, InputFormat.JSON))
                    .as("%s of %s", schema.getFileName(), json)
                    .isEmpty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
