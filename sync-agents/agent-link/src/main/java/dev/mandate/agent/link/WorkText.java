package dev.mandate.agent.link;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Principal;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.SignedNote;
import dev.mandate.model.ledger.VerifierKey;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Lane;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.Cause;
import dev.mandate.model.state.ReadScope;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Work as the text that is signed: a line that says what it is, so that no other signed text can pass for it, and one of JSON. */
public final class WorkText {
    private static final String TITLE = "mandate agent work 1";

    private WorkText() {}

    public static String format(Work work) {
        var members = new TreeMap<String, JsonValue>();
        members.put("id", JsonValue.text(work.id().toString()));
        members.put("agent", JsonValue.text(work.agent()));
        members.put("deployment", JsonValue.text(work.deployment().value()));
        members.put("application", JsonValue.text(work.application().value()));
        members.put("pin", JsonValue.text(work.pin()));
        members.put("connect", Fields.map(work.connect()));
        members.put("timeline", JsonValue.number(work.turn().timeline()));
        members.put("sequence", JsonValue.number(work.turn().sequence()));
        members.put("expires", JsonValue.text(work.expires().toString()));
        members.put("start_ms", Fields.millis(work.start()));
        members.put("limit_ms", Fields.millis(work.limit()));
        members.put("call", call(work.call()));
        return TITLE + "\n" + CanonicalJson.text(JsonValue.object(members)) + "\n";
    }

    /**
     * The work of a note.
     *
     * @throws IllegalArgumentException where the key did not sign it, or it is no work
     */
    public static Work verified(String note, VerifierKey key) {
        SignedNote signed = SignedNote.parse(note);
        if (!key.signed(signed)) {
            throw new IllegalArgumentException("work that the service of this agent did not sign");
        }
        String[] lines = signed.text().split("\n", -1);
        if (lines.length != 3 || !lines[0].equals(TITLE)) {
            throw new IllegalArgumentException("a signed text that is no work");
        }
        try {
            return work(Fields.parse(lines[1]));
        } catch (DateTimeException | ArithmeticException unreadable) {
            throw new IllegalArgumentException("work with a time or a number that is none", unreadable);
        }
    }

    private static Work work(Fields fields) {
        return new Work(
                UUID.fromString(fields.text("id")),
                fields.text("agent"),
                DeploymentId.of(fields.text("deployment")),
                ApplicationName.of(fields.text("application")),
                fields.text("pin"),
                fields.map("connect"),
                new Work.Turn(fields.number("timeline"), fields.number("sequence")),
                Instant.parse(fields.text("expires")),
                fields.millis("start_ms"),
                fields.millis("limit_ms"),
                call(fields.fields("call")));
    }

    private static JsonValue call(Call call) {
        return switch (call) {
            case Call.Profile ignored -> JsonValue.object(Map.of("do", JsonValue.text("profile")));
            case Call.Read(ReadScope scope) -> scope(scope);
            case Call.Apply(Batch batch) ->
                JsonValue.object(Map.of("do", JsonValue.text("apply"), "batch", batch(batch)));
            case Call.OpenSessions(var accounts) ->
                JsonValue.object(Map.of("do", JsonValue.text("open-sessions"), "accounts", names(accounts)));
            case Call.EndSessions(var accounts) ->
                JsonValue.object(Map.of("do", JsonValue.text("end-sessions"), "accounts", names(accounts)));
            case Call.AskAccess(var questions) ->
                JsonValue.object(Map.of(
                        "do",
                        JsonValue.text("ask-access"),
                        "questions",
                        JsonValue.array(
                                questions.stream().sorted().map(WorkText::grant).toList())));
            case Call.FindUngoverned ignored -> JsonValue.object(Map.of("do", JsonValue.text("find-ungoverned")));
            case Call.LoginFacts ignored -> JsonValue.object(Map.of("do", JsonValue.text("login-facts")));
            case Call.LastUse(var accounts) ->
                JsonValue.object(Map.of("do", JsonValue.text("last-use"), "accounts", names(accounts)));
        };
    }

    private static Call call(Fields fields) {
        String what = fields.text("do");
        return switch (what) {
            case "profile" -> new Call.Profile();
            case "read" -> new Call.Read(scope(fields));
            case "apply" -> new Call.Apply(batch(fields.fields("batch")));
            case "open-sessions" -> new Call.OpenSessions(names(fields));
            case "end-sessions" -> new Call.EndSessions(names(fields));
            case "ask-access" -> new Call.AskAccess(Set.copyOf(fields.list("questions", WorkText::grant)));
            case "find-ungoverned" -> new Call.FindUngoverned();
            case "login-facts" -> new Call.LoginFacts();
            case "last-use" -> new Call.LastUse(names(fields));
            default ->
                throw new IllegalArgumentException("this agent cannot '" + what + "': it is older than the service");
        };
    }

    private static JsonValue scope(ReadScope scope) {
        var members = new TreeMap<String, JsonValue>();
        members.put("do", JsonValue.text("read"));
        members.put("accounts", names(scope.accounts()));
        members.put(
                "patterns",
                JsonValue.array(
                        scope.patterns().stream().sorted().map(WorkText::grant).toList()));
        if (scope instanceof ReadScope.Of of) {
            members.put(
                    "principals",
                    JsonValue.array(of.principals().stream()
                            .sorted()
                            .map(WorkText::principal)
                            .toList()));
        }
        return JsonValue.object(members);
    }

    private static ReadScope scope(Fields fields) {
        Set<Grant> patterns = Set.copyOf(fields.list("patterns", WorkText::grant));
        if (!fields.has("principals")) {
            return new ReadScope.Full(patterns, names(fields));
        }
        Set<Principal> principals =
                Set.copyOf(fields.list("principals", item -> ChangeFields.principal(Fields.of(item))));
        return new ReadScope.Of(principals, patterns, names(fields));
    }

    private static JsonValue principal(Principal principal) {
        var members = new TreeMap<String, JsonValue>();
        ChangeFields.put(members, principal);
        return JsonValue.object(members);
    }

    private static JsonValue grant(Grant grant) {
        var members = new TreeMap<String, JsonValue>();
        ChangeFields.put(members, grant.principal());
        members.put("entitlement", JsonValue.text(EntitlementText.format(grant.entitlement())));
        return JsonValue.object(members);
    }

    private static Grant grant(JsonValue value) {
        Fields fields = Fields.of(value);
        return new Grant(ChangeFields.principal(fields), EntitlementText.parse(fields.text("entitlement")));
    }

    private static JsonValue batch(Batch batch) {
        return JsonValue.object(Map.of(
                "number", JsonValue.number(batch.number()),
                "lane", JsonValue.number(batch.lane().number()),
                "changes",
                        JsonValue.array(
                                batch.changes().stream().map(WorkText::change).toList())));
    }

    private static JsonValue change(PlannedChange planned) {
        var members = ChangeFields.whole(planned.change());
        members.put("cause", JsonValue.text(planned.cause().name()));
        return JsonValue.object(members);
    }

    private static Batch batch(Fields fields) {
        Lane lane = lane(fields.count("lane"));
        return new Batch(fields.count("number"), lane, fields.list("changes", item -> {
            Fields change = Fields.of(item);
            return new PlannedChange(ChangeFields.read(change), Cause.valueOf(change.text("cause")), lane);
        }));
    }

    private static Lane lane(int number) {
        for (Lane lane : Lane.values()) {
            if (lane.number() == number) {
                return lane;
            }
        }
        throw new IllegalArgumentException("there is no lane " + number);
    }

    private static JsonValue names(Collection<AccountName> accounts) {
        return Fields.texts(accounts.stream().map(AccountName::value).sorted().toList());
    }

    private static Set<AccountName> names(Fields fields) {
        return fields.texts("accounts").stream().map(AccountName::of).collect(Collectors.toSet());
    }
}
