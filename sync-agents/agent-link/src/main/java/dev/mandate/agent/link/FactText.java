package dev.mandate.agent.link;

import dev.mandate.agent.api.EffectiveAccess;
import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Grant;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What an agent found out that is neither state nor outcome, each as one line of JSON like {@link AnswerText}. */
public final class FactText {
    private FactText() {}

    public static String access(Map<Grant, EffectiveAccess.Answer> answers) {
        return CanonicalJson.text(JsonValue.object(Map.of(
                "answers",
                JsonValue.array(answers.entrySet().stream()
                        .map(answer -> access(answer.getKey(), answer.getValue()))
                        .toList()))));
    }

    private static JsonValue access(Grant question, EffectiveAccess.Answer answer) {
        var members = new TreeMap<String, JsonValue>();
        ChangeFields.put(members, question.principal());
        members.put("entitlement", JsonValue.text(EntitlementText.format(question.entitlement())));
        members.put("verdict", JsonValue.text(answer.verdict().name()));
        members.put("why", JsonValue.text(answer.why()));
        return JsonValue.object(members);
    }

    public static Map<Grant, EffectiveAccess.Answer> access(Fields fields) {
        Map<Grant, EffectiveAccess.Answer> answers = new HashMap<>();
        fields.list("answers", Fields::of)
                .forEach(one -> answers.put(
                        new Grant(ChangeFields.principal(one), EntitlementText.parse(one.text("entitlement"))),
                        new EffectiveAccess.Answer(
                                EffectiveAccess.Verdict.valueOf(one.text("verdict")), one.text("why"))));
        return answers;
    }

    public static String ungoverned(Ungoverned.Found found) {
        return CanonicalJson.text(JsonValue.object(Map.of(
                "ways", JsonValue.array(found.ways().stream().map(FactText::way).toList()),
                "unseen", Fields.texts(found.unseen()))));
    }

    private static JsonValue way(Ungoverned.Way way) {
        return JsonValue.object(Map.of(
                "kind", JsonValue.text(way.kind().name()),
                "who", JsonValue.text(way.who()),
                "where", JsonValue.text(way.where()),
                "sentence", JsonValue.text(way.sentence()),
                "fix", JsonValue.text(way.fix())));
    }

    public static Ungoverned.Found ungoverned(Fields fields) {
        List<Ungoverned.Way> ways = fields.list("ways", item -> {
            Fields way = Fields.of(item);
            return new Ungoverned.Way(
                    Ungoverned.Kind.valueOf(way.text("kind")),
                    way.text("who"),
                    way.text("where"),
                    way.text("sentence"),
                    way.text("fix"));
        });
        return new Ungoverned.Found(ways, fields.texts("unseen"));
    }

    public static String loginFacts(LoginSync.Facts facts) {
        return CanonicalJson.text(JsonValue.object(Map.of(
                "in_force",
                        JsonValue.array(
                                facts.inForce().stream().map(FactText::fact).toList()),
                "unseen", Fields.texts(facts.unseen()))));
    }

    private static JsonValue fact(LoginSync.Fact fact) {
        return JsonValue.object(Map.of(
                "setting", JsonValue.text(fact.setting()),
                "value", JsonValue.text(fact.value()),
                "changes",
                        Fields.texts(
                                fact.changes().stream().map(Enum::name).sorted().toList()),
                "sentence", JsonValue.text(fact.sentence()),
                "fix", JsonValue.text(fact.fix())));
    }

    public static LoginSync.Facts loginFacts(Fields fields) {
        List<LoginSync.Fact> inForce = fields.list("in_force", item -> {
            Fields fact = Fields.of(item);
            return new LoginSync.Fact(
                    fact.text("setting"),
                    fact.text("value"),
                    fact.texts("changes").stream().map(Facet::valueOf).collect(Collectors.toSet()),
                    fact.text("sentence"),
                    fact.text("fix"));
        });
        return new LoginSync.Facts(inForce, fields.texts("unseen"));
    }

    public static String lastUse(Map<AccountName, LastUsed.Use> uses) {
        var members = new TreeMap<String, JsonValue>();
        uses.forEach((account, use) -> members.put(
                account.value(),
                switch (use) {
                    case LastUsed.Use.At(Instant at) -> JsonValue.text(at.toString());
                    case LastUsed.Use.Never ignored -> JsonValue.bool(false);
                    case LastUsed.Use.Unknown ignored -> new JsonValue.Null();
                }));
        return CanonicalJson.text(JsonValue.object(Map.of("uses", JsonValue.object(members))));
    }

    public static Map<AccountName, LastUsed.Use> lastUse(Fields fields) {
        Fields uses = fields.fields("uses");
        Map<AccountName, LastUsed.Use> all = new TreeMap<>();
        for (String name : uses.names()) {
            all.put(
                    AccountName.of(name),
                    switch (uses.value(name)) {
                        case JsonValue.Null() -> new LastUsed.Use.Unknown();
                        case JsonValue.Bool(boolean used) when !used -> new LastUsed.Use.Never();
                        default -> new LastUsed.Use.At(instant(uses.text(name)));
                    });
        }
        return all;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException none) {
            throw new IllegalArgumentException("'" + text + "' is no instant", none);
        }
    }
}
