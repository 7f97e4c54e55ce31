package dev.mandate.service.policy;

import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.JsonValue.Array;
import dev.mandate.model.ledger.JsonValue.Bool;
import dev.mandate.model.ledger.JsonValue.Members;
import dev.mandate.model.ledger.JsonValue.Null;
import dev.mandate.model.ledger.JsonValue.Numeral;
import dev.mandate.service.yaml.Node;
import dev.mandate.service.yaml.Place;
import java.math.BigDecimal;
import java.util.ArrayList;

/** Shows a stored policy to the same reader that reads files. JSON has no places: everything is at its start. */
final class JsonNodes {
    private static final Place START = new Place("policy.json", 1, 1);

    private JsonNodes() {}

    static Node of(JsonValue value) {
        return switch (value) {
            case JsonValue.Text(var text) -> new Node.Text(START, text, false);
            case Numeral(var number) ->
                new Node.Text(START, new BigDecimal(number).stripTrailingZeros().toPlainString(), true);
            case Bool(var bool) -> new Node.Text(START, String.valueOf(bool), true);
            case Null() -> new Node.Text(START, "null", true);
            case Array array ->
                new Node.Items(START, array.items().stream().map(JsonNodes::of).toList());
            case Members members -> {
                var entries = new ArrayList<Node.Entry>();
                members.byName()
                        .forEach((key, inner) ->
                                entries.add(new Node.Entry(new Node.Text(START, key, false), of(inner))));
                yield new Node.Table(START, START, entries);
            }
        };
    }
}
