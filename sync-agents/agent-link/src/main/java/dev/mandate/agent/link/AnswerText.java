package dev.mandate.agent.link;

import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Facet;
import dev.mandate.model.access.Release;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.plan.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a remote agent answers, as one line of JSON, but for readings, which are {@link StatePages}. An instant travels
 * as how far it is away, because two hosts have two clocks.
 */
public final class AnswerText {
    private static final int LONGEST_MESSAGE = 2_000;

    private AnswerText() {}

    public static String profile(AgentProfile profile) {
        var blind = new TreeMap<String, JsonValue>();
        profile.blindSpots().forEach((facet, sentences) -> blind.put(facet.name(), Fields.texts(sentences)));
        var members = new TreeMap<String, JsonValue>();
        members.put("application", JsonValue.text(profile.application().value()));
        members.put("release", JsonValue.text(profile.release().text()));
        members.put("identity_pin", JsonValue.text(profile.identityPin()));
        members.put("self", JsonValue.text(profile.self().value()));
        members.put(
                "capabilities",
                Fields.texts(
                        profile.capabilities().stream().map(Enum::name).sorted().toList()));
        members.put("blind_spots", JsonValue.object(blind));
        members.put("batch_unit", JsonValue.text(profile.batchUnit().name()));
        members.put("max_batch", JsonValue.number(profile.maxBatch()));
        members.put("effect_delay_ms", Fields.millis(profile.effectDelay()));
        members.put("max_account_name_bytes", JsonValue.number(profile.maxAccountNameBytes()));
        members.put("max_app_role_name_bytes", JsonValue.number(profile.maxAppRoleNameBytes()));
        return CanonicalJson.text(JsonValue.object(members));
    }

    /** A capability or facet that this side does not know is left out: the other one is newer. */
    public static AgentProfile profile(Fields fields) {
        Map<Facet, List<String>> blind = new EnumMap<>(Facet.class);
        Fields spots = fields.fields("blind_spots");
        for (Facet facet : Facet.values()) {
            if (spots.has(facet.name())) {
                blind.put(facet, spots.texts(facet.name()));
            }
        }
        return new AgentProfile(
                ApplicationName.of(fields.text("application")),
                Release.of(fields.text("release")),
                fields.text("identity_pin"),
                AccountName.of(fields.text("self")),
                fields.texts("capabilities").stream()
                        .map(AnswerText::capability)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet()),
                blind,
                AgentProfile.BatchUnit.valueOf(fields.text("batch_unit")),
                fields.count("max_batch"),
                fields.millis("effect_delay_ms"),
                fields.count("max_account_name_bytes"),
                fields.count("max_app_role_name_bytes"));
    }

    private static Optional<AgentProfile.Capability> capability(String name) {
        return List.of(AgentProfile.Capability.values()).stream()
                .filter(known -> known.name().equals(name))
                .findFirst();
    }

    public static String outcomes(List<Outcome> outcomes, Instant now) {
        return CanonicalJson.text(JsonValue.object(Map.of(
                "outcomes",
                JsonValue.array(
                        outcomes.stream().map(outcome -> outcome(outcome, now)).toList()))));
    }

    private static JsonValue outcome(Outcome outcome, Instant now) {
        return JsonValue.object(
                switch (outcome) {
                    case Outcome.Applied(Instant effectiveBy) ->
                        Map.of("is", JsonValue.text("applied"), "in_ms", away(now, effectiveBy));
                    case Outcome.AlreadyInPlace ignored -> Map.of("is", JsonValue.text("already-in-place"));
                    case Outcome.Rejected(String code, String why) ->
                        Map.of(
                                "is",
                                JsonValue.text("rejected"),
                                "code",
                                JsonValue.text(code),
                                "why",
                                JsonValue.text(cut(why)));
                    case Outcome.Unreachable(Instant retryAt, String why) ->
                        Map.of(
                                "is",
                                JsonValue.text("unreachable"),
                                "in_ms",
                                away(now, retryAt),
                                "why",
                                JsonValue.text(cut(why)));
                });
    }

    public static List<Outcome> outcomes(Fields fields, Instant now) {
        return fields.list("outcomes", item -> outcome(Fields.of(item), now));
    }

    private static Outcome outcome(Fields fields, Instant now) {
        String what = fields.text("is");
        return switch (what) {
            case "applied" -> new Outcome.Applied(now.plus(fields.millis("in_ms")));
            case "already-in-place" -> new Outcome.AlreadyInPlace();
            case "rejected" -> new Outcome.Rejected(fields.text("code"), cut(fields.text("why")));
            case "unreachable" -> new Outcome.Unreachable(now.plus(fields.millis("in_ms")), cut(fields.text("why")));
            default -> throw new IllegalArgumentException("there is no outcome '" + what + "'");
        };
    }

    public static String open(Map<AccountName, SessionKill.Open> open) {
        return sessions(
                open,
                one -> Map.of("count", JsonValue.number(one.count()), "may_not", JsonValue.text(cut(one.mayNot()))));
    }

    public static Map<AccountName, SessionKill.Open> open(Fields fields) {
        return sessions(fields, one -> new SessionKill.Open(one.count("count"), one.text("may_not")));
    }

    public static String ended(Map<AccountName, SessionKill.Ended> ended) {
        return sessions(
                ended,
                one -> Map.of(
                        "ended",
                        JsonValue.number(one.ended()),
                        "left",
                        JsonValue.number(one.left()),
                        "why",
                        JsonValue.text(cut(one.why()))));
    }

    public static Map<AccountName, SessionKill.Ended> ended(Fields fields) {
        return sessions(fields, one -> new SessionKill.Ended(one.count("ended"), one.count("left"), one.text("why")));
    }

    private static <T> String sessions(Map<AccountName, T> all, Function<T, Map<String, JsonValue>> writer) {
        var members = new TreeMap<String, JsonValue>();
        all.forEach((account, one) -> members.put(account.value(), JsonValue.object(writer.apply(one))));
        return CanonicalJson.text(JsonValue.object(Map.of("sessions", JsonValue.object(members))));
    }

    private static <T> Map<AccountName, T> sessions(Fields fields, Function<Fields, T> reader) {
        Fields sessions = fields.fields("sessions");
        Map<AccountName, T> all = new TreeMap<>();
        sessions.names().forEach(name -> all.put(AccountName.of(name), reader.apply(sessions.fields(name))));
        return all;
    }

    public static String failure(AgentException failed, Instant now) {
        var members = new TreeMap<String, JsonValue>();
        members.put("error", JsonValue.text(failed.code().code()));
        members.put("message", JsonValue.text(cut(String.valueOf(failed.getMessage()))));
        failed.retryAt().ifPresent(at -> members.put("in_ms", away(now, at)));
        return CanonicalJson.text(JsonValue.object(members));
    }

    /** What went wrong at the agent, if this says so. A code of a newer agent counts as the target's fault. */
    public static Optional<AgentException> failure(Fields fields, Instant now) {
        if (!fields.has("error")) {
            return Optional.empty();
        }
        ErrorCode code = List.of(ErrorCode.values()).stream()
                .filter(known -> known.code().equals(fields.text("error")))
                .findFirst()
                .orElse(ErrorCode.TARGET_FAILED);
        String message = cut(fields.text("message"));
        return Optional.of(
                fields.has("in_ms")
                        ? AgentException.until(now.plus(fields.millis("in_ms")), code, message)
                        : new AgentException(code, message));
    }

    private static JsonValue away(Instant now, Instant then) {
        return Fields.millis(Duration.between(now, then).isNegative() ? Duration.ZERO : capped(now, then));
    }

    /** No product asks for more than a month, and a number has an end. */
    private static Duration capped(Instant now, Instant then) {
        Instant latest = now.plus(Duration.ofDays(30));
        return Duration.between(now, then.isAfter(latest) ? latest : then);
    }

    /** Well-formed, and not without end: it comes from a product. */
    private static String cut(String text) {
        String sound = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return sound.codePointCount(0, sound.length()) <= LONGEST_MESSAGE
                ? sound
                : sound.substring(0, sound.offsetByCodePoints(0, LONGEST_MESSAGE)) + "…";
    }
}
