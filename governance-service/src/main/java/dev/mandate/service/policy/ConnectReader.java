package dev.mandate.service.policy;

import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Nearest;
import dev.mandate.service.yaml.Node;
import dev.mandate.service.yaml.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a {@code connect} block and checks it against what the application's agent says about its fields. */
final class ConnectReader {
    /** Allows a connection without TLS to another host; known for every application. */
    static final String INSECURE = "insecure";

    static final Pattern SECRET = Pattern.compile("\\$\\{secret:[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?}");
    private static final String DATABASE = "database";
    private static final String DATABASES = "databases";

    private final Optional<ConnectSchema> schema;
    private final Faults faults;

    ConnectReader(Optional<ConnectSchema> schema, Faults faults) {
        this.schema = schema;
        this.faults = faults;
    }

    SortedMap<String, String> read(Fields deployment) {
        var values = new TreeMap<String, String>();
        boolean doubtful = false;
        for (Node.Entry entry : Tables.entries(deployment, "connect", faults)) {
            Optional<String> value = schema.isPresent() ? checked(entry, schema.get()) : joined(entry);
            value.ifPresent(v -> values.put(entry.key().value(), v));
            doubtful |= value.isEmpty();
        }
        if (deployment.node("connect").orElse(null) instanceof Node.Table table) {
            if (doubtful || schema.isEmpty()) {
                faults.hide(
                        table.place().file(), table.place().line(), table.end().line());
            }
            schema.ifPresent(known -> missing(table, known));
        }
        return values;
    }

    private void missing(Node.Table table, ConnectSchema known) {
        List<String> written =
                table.entries().stream().map(e -> e.key().value()).toList();
        for (Field field : known.fields()) {
            if (field.required() && field.fallback() == null && !written.contains(field.name())) {
                faults.add(table.place(), "connect has no '" + field.name() + "'", "add it: " + field.description());
            }
        }
        if (written.contains(DATABASE) && written.contains(DATABASES)) {
            String fix =
                    "keep 'database' to leave its name out of resources, or 'databases' to make it their first part";
            faults.add(table.place(), "connect has both 'database' and 'databases'", fix);
        }
    }

    private Optional<String> checked(Node.Entry entry, ConnectSchema known) {
        String name = entry.key().value();
        Optional<Field> field = known.field(name);
        if (field.isEmpty() && !name.equals(INSECURE)) {
            var names = new ArrayList<>(known.fields().stream().map(Field::name).toList());
            names.add(INSECURE);
            String fix = Nearest.hint(name, names, "known are " + Shown.oneOf(names));
            faults.add(entry.key().place(), "unknown key " + Shown.quote(name) + " in connect", fix);
            return Optional.empty();
        }
        ConnectSchema.Type type = field.map(Field::type).orElse(ConnectSchema.Type.BOOLEAN);
        boolean several = type == ConnectSchema.Type.LIST || type == ConnectSchema.Type.HOSTS;
        if (entry.value() instanceof Node.Items && !several) {
            faults.add(entry.value().place(), "'" + name + "' is a list", "write one value");
            return Optional.empty();
        }
        return joined(entry)
                .filter(value ->
                        new ConnectValue(name, type).check(value, entry.value().place(), faults));
    }

    private Optional<String> joined(Node.Entry entry) {
        String name = entry.key().value();
        if (!(entry.value() instanceof Node.Items list)) {
            return Fields.text(name, entry.value(), faults).map(Node.Text::value);
        }
        List<Node.Text> texts = Fields.texts(name, list, faults);
        for (Node.Text text : texts) {
            if (text.value().indexOf(',') >= 0 || text.value().isBlank()) {
                faults.add(
                        text.place(),
                        "a name in '" + name + "' is empty or contains a comma",
                        "write one name per item");
                return Optional.empty();
            }
        }
        return Optional.of(texts.stream().map(Node.Text::value).collect(Collectors.joining(",")))
                .filter(all -> texts.size() == list.items().size() && !texts.isEmpty());
    }
}
