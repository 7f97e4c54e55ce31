package dev.mandate.service.reconcile;

import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Principal;
import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerObject;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.plan.Verification;
import dev.mandate.model.state.Drift;
import dev.mandate.model.subject.SubjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a reconciliation writes on the ledger. An account is named by the subject it belongs to, never by its own name;
 * one without a subject is only counted.
 *
 * @param subjects who the accounts of the deployment belong to
 */
record ReconcileEvents(
        DeploymentId deployment, long policyVersion, LedgerActor actor, Map<AccountName, SubjectId> subjects) {
    /** Changes per entry: an entry has an upper bound in bytes. */
    private static final int PER_ENTRY = 2000;

    ReconcileEvents {
        subjects = Map.copyOf(subjects);
    }

    /** Before the call: what is about to be done. */
    List<LedgerEvent> intents(String planHash, Batch batch) {
        return chunks("plan.intent", planHash, batch, change(batch));
    }

    /** After the call: what the agent says became of it. */
    List<LedgerEvent> outcomes(String planHash, Batch batch, List<Outcome> outcomes) {
        var lines = new ArrayList<JsonValue>();
        for (int i = 0; i < outcomes.size(); i++) {
            lines.add(outcome(batch.changes().get(i), outcomes.get(i)));
        }
        return chunks("plan.outcome", planHash, batch, lines);
    }

    /** After the calls: what was not begun, because it needs something that was not made. */
    List<LedgerEvent> stopped(String planHash, List<PlannedChange> stopped) {
        List<JsonValue> lines = stopped.stream()
                .map(planned -> line(planned, "result", "not-begun"))
                .toList();
        return chunked(lines).stream()
                .map(chunk -> event("plan.stopped")
                        .with(Map.of("plan", JsonValue.text(planHash), "changes", JsonValue.array(chunk)))
                        .ending(LedgerEvent.Outcome.FAILED))
                .toList();
    }

    /** After the read-back: what is really so, and what is not. */
    List<LedgerEvent> verified(String planHash, List<PlannedChange> confirmed, List<PlannedChange> left) {
        var lines = new ArrayList<JsonValue>();
        confirmed.forEach(planned -> lines.add(line(planned, "result", "confirmed")));
        left.forEach(planned -> lines.add(line(planned, "result", "not-so")));
        return chunked(lines).stream()
                .map(chunk -> event("plan.verified")
                        .with(Map.of("plan", JsonValue.text(planHash), "changes", JsonValue.array(chunk))))
                .toList();
    }

    /** After a read: what became of an attempt without an outcome. */
    List<LedgerEvent> settled(Attempt attempt, Verification verification) {
        var lines = new ArrayList<JsonValue>();
        verification.confirmed().forEach(planned -> lines.add(line(planned, "result", "confirmed")));
        verification.left().forEach(planned -> lines.add(line(planned, "result", "not-so")));
        return chunked(lines).stream()
                .map(chunk -> event("plan.settled")
                        .with(Map.of(
                                "plan", JsonValue.text(attempt.plan()),
                                "batch", JsonValue.number(attempt.batch()),
                                "changes", JsonValue.array(chunk))))
                .toList();
    }

    /** Before the call: whose sessions are about to be ended. */
    List<LedgerEvent> endingSessions(Map<AccountName, SessionKill.Open> open) {
        var lines = new ArrayList<JsonValue>();
        new TreeMap<>(open).forEach((account, found) -> lines.add(line(account, Map.of("open", found.count()))));
        return sessions("sessions.intent", lines, LedgerEvent.Outcome.DONE);
    }

    /** After the call: how many ended, and how many go on. */
    List<LedgerEvent> endedSessions(Map<AccountName, SessionKill.Ended> ended) {
        var done = new ArrayList<JsonValue>();
        var failed = new ArrayList<JsonValue>();
        new TreeMap<>(ended)
                .forEach((account, what) -> (what.left() == 0 ? done : failed)
                        .add(line(account, Map.of("ended", what.ended(), "open", what.left()))));
        var events = new ArrayList<>(sessions("sessions.outcome", done, LedgerEvent.Outcome.DONE));
        events.addAll(sessions("sessions.outcome", failed, LedgerEvent.Outcome.FAILED));
        return events;
    }

    /** Nobody knows what became of the sessions of these, or nobody may end them. */
    List<LedgerEvent> openSessions(Set<AccountName> accounts, String code) {
        List<JsonValue> lines = new TreeSet<>(accounts)
                .stream().map(account -> line(account, Map.of())).toList();
        return chunked(lines).stream()
                .map(chunk -> event("sessions.outcome")
                        .with(Map.of("code", JsonValue.text(code), "accounts", JsonValue.array(chunk)))
                        .ending(LedgerEvent.Outcome.FAILED))
                .toList();
    }

    private List<LedgerEvent> sessions(String action, List<JsonValue> lines, LedgerEvent.Outcome outcome) {
        return chunked(lines).stream()
                .map(chunk -> event(action)
                        .with(Map.of("accounts", JsonValue.array(chunk)))
                        .ending(outcome))
                .toList();
    }

    private JsonValue line(AccountName account, Map<String, Integer> counts) {
        Map<String, JsonValue> members = new TreeMap<>();
        counts.forEach((name, count) -> members.put(name, JsonValue.number(count)));
        members.put("who", JsonValue.text(who(new Principal.Account(account))));
        return JsonValue.object(members);
    }

    /** A reconciliation that could not be carried out. */
    LedgerEvent failed(String code) {
        return event("reconciliation.failed")
                .with(Map.of("code", JsonValue.text(code)))
                .ending(LedgerEvent.Outcome.FAILED);
    }

    /** Changes that wait for somebody's yes. */
    LedgerEvent waiting(String planHash, Reconciliation.Waits set) {
        return event("plan.waiting")
                .with(Map.of(
                        "plan", JsonValue.text(planHash),
                        "waiting_set", JsonValue.text(set.hash()),
                        "apart", JsonValue.bool(set.apart()),
                        "changes", JsonValue.number(set.changes())))
                .ending(LedgerEvent.Outcome.DENIED);
    }

    /** Which ways in there are since this look; who they let in is not entered, for it may name people. */
    LedgerEvent waysIn(List<Ungoverned.Way> ways) {
        Map<String, JsonValue> counts = new TreeMap<>();
        for (Ungoverned.Kind kind : Ungoverned.Kind.values()) {
            long count = ways.stream().filter(way -> way.kind() == kind).count();
            if (count > 0) {
                counts.put(kind.word(), JsonValue.number(count));
            }
        }
        return event("ways-in.found").with(Map.of("ways", JsonValue.object(counts)));
    }

    /** Which settings change grants at a sign-in since this look. */
    LedgerEvent signIn(List<LoginSync.Fact> facts) {
        return event("sign-in.settings")
                .with(Map.of(
                        "settings",
                        JsonValue.array(facts.stream()
                                .map(fact -> JsonValue.text(fact.setting()))
                                .toList())));
    }

    /** Differences that were not there at the last look. */
    List<LedgerEvent> found(List<Drift> drift) {
        return chunked(drift.stream().map(this::line).toList()).stream()
                .map(chunk -> event("drift.found").with(Map.of("drift", JsonValue.array(chunk))))
                .toList();
    }

    /** Differences that are gone. */
    LedgerEvent closed(int count) {
        return event("drift.closed").with(Map.of("count", JsonValue.number(count)));
    }

    private JsonValue line(Drift drift) {
        Map<String, JsonValue> members = new TreeMap<>();
        members.put("sort", JsonValue.text(drift.getClass().getSimpleName().toLowerCase(Locale.ROOT)));
        members.put("cause", JsonValue.text(drift.cause().name().toLowerCase(Locale.ROOT)));
        switch (drift.thing()) {
            case Drift.Thing.OfAccount(var name, var status) ->
                members.put("who", JsonValue.text(who(new Principal.Account(name))));
            case Drift.Thing.OfAppRole(var name) ->
                members.put("who", JsonValue.text(who(new Principal.AppRole(name))));
            case Drift.Thing.OfGrant(var grant) -> {
                members.put("who", JsonValue.text(who(grant.principal())));
                members.put("what", JsonValue.text(grant.entitlement().toString()));
            }
        }
        return JsonValue.object(members);
    }

    private List<LedgerEvent> chunks(String action, String planHash, Batch batch, List<JsonValue> lines) {
        return chunked(lines).stream()
                .map(chunk -> event(action)
                        .with(Map.of(
                                "plan", JsonValue.text(planHash),
                                "batch", JsonValue.number(batch.number()),
                                "lane", JsonValue.number(batch.lane().number()),
                                "changes", JsonValue.array(chunk))))
                .toList();
    }

    private static List<List<JsonValue>> chunked(List<JsonValue> lines) {
        var chunks = new ArrayList<List<JsonValue>>();
        for (int from = 0; from < lines.size(); from += PER_ENTRY) {
            chunks.add(lines.subList(from, Math.min(lines.size(), from + PER_ENTRY)));
        }
        return chunks;
    }

    private List<JsonValue> change(Batch batch) {
        return batch.changes().stream()
                .map(planned -> line(planned, "cause", planned.cause().name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private JsonValue outcome(PlannedChange planned, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied(var effectiveBy) -> line(planned, "effective_by", effectiveBy.toString());
            case Outcome.AlreadyInPlace() -> line(planned, "result", "already-in-place");
            case Outcome.Rejected(var code, var ignored) -> line(planned, "rejected", code);
            case Outcome.Unreachable ignored -> line(planned, "result", "unreachable");
        };
    }

    private JsonValue line(PlannedChange planned, String key, String value) {
        Map<String, JsonValue> members = new TreeMap<>();
        members.put(key, JsonValue.text(value));
        members.put("who", JsonValue.text(who(planned.change().principal())));
        switch (planned.change()) {
            case Change.CreateAccount create -> {
                members.put("do", JsonValue.text("create-account"));
                members.put("who", JsonValue.text("subject:" + create.subject()));
            }
            case Change.SetAccountStatus status ->
                members.put("do", JsonValue.text("account-" + status.to().name().toLowerCase(Locale.ROOT)));
            case Change.CreateAppRole ignored -> members.put("do", JsonValue.text("create-app-role"));
            case Change.DeleteAppRole ignored -> members.put("do", JsonValue.text("delete-app-role"));
            case Change.AddGrant add -> {
                members.put("do", JsonValue.text("add"));
                members.put("what", JsonValue.text(add.grant().entitlement().toString()));
            }
            case Change.RemoveGrant remove -> {
                members.put("do", JsonValue.text("remove"));
                members.put("what", JsonValue.text(remove.grant().entitlement().toString()));
            }
            case Change.AlterGrant alter -> {
                members.put("do", JsonValue.text("alter"));
                members.put("from", JsonValue.text(alter.from().entitlement().toString()));
                members.put("what", JsonValue.text(alter.to().entitlement().toString()));
            }
        }
        return JsonValue.object(members);
    }

    private String who(Principal principal) {
        return switch (principal) {
            case Principal.Account(var name) ->
                subjects.containsKey(name) ? "subject:" + subjects.get(name) : "account without a subject";
            case Principal.AppRole(var name) -> "app-role:" + name;
            case Principal.ExternalGroup(var name) -> "external-group:" + name;
            case Principal.Anyone() -> "anyone";
        };
    }

    private LedgerEvent event(String action) {
        return LedgerEvent.done(actor, ActionCode.of(action), new LedgerObject("deployment", deployment.value()))
                .under(policyVersion);
    }
}
