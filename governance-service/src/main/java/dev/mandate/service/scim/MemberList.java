package dev.mandate.service.scim;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.Membership.Members;
import dev.mandate.service.directory.PushApi;
import dev.mandate.service.yaml.Shown;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Members as clients name them: by the id of a user or a group, which is always ours. */
final class MemberList {
    private static final int MOST = 200_000;

    private MemberList() {}

    /** Takes the members out of what a client states of a group; empty where it does not speak of members. */
    static Optional<Set<UUID>> taken(ObjectNode body) {
        List<String> names = body.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> name.equalsIgnoreCase("members"))
                .toList();
        if (names.size() > 1) {
            throw ScimProblem.syntax("'members' is there twice");
        }
        return names.stream().findFirst().map(name -> {
            JsonNode list = body.remove(name);
            return of(list);
        });
    }

    /** @throws ScimProblem where one is no id of ours */
    static Set<UUID> of(@Nullable JsonNode said) {
        Set<UUID> ids = new HashSet<>();
        if (said == null || said.isNull()) {
            return ids;
        }
        Iterable<JsonNode> all = said instanceof ArrayNode list ? list : List.of(said);
        for (JsonNode member : all) {
            ids.add(id(member));
            if (ids.size() > MOST) {
                throw ScimProblem.tooLarge("more than " + MOST + " members at once");
            }
        }
        return ids;
    }

    private static UUID id(JsonNode member) {
        JsonNode value = member instanceof ObjectNode object
                ? object.properties().stream()
                        .filter(part -> part.getKey().equalsIgnoreCase("value"))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(Json.mapper().nullNode())
                : member;
        if (!value.isString()) {
            throw ScimProblem.value("a member is {\"value\": \"the id of a user or group\"}");
        }
        return Ids.of(value.stringValue()).orElseThrow(() -> unknown(value.stringValue()));
    }

    private static ScimProblem unknown(String id) {
        return ScimProblem.value("there is no user or group " + Shown.quote(id));
    }

    /** @throws ScimProblem where one of them is neither a user nor a group of the source */
    static Members known(PushApi pushes, SourceId source, Set<UUID> ids) {
        Members known = pushes.known(source, ids);
        if (known.size() < ids.size()) {
            Set<UUID> missing = new HashSet<>(ids);
            missing.removeAll(known.people());
            missing.removeAll(known.groups());
            throw unknown(missing.iterator().next().toString());
        }
        return known;
    }

    /** Whom a path's brackets name: {@code value eq "id"}, or several of them joined by {@code or}. */
    static Set<UUID> named(Filter which) {
        return switch (which) {
            case Filter.Any(var parts) -> {
                Set<UUID> all = new HashSet<>();
                parts.forEach(part -> all.addAll(named(part)));
                yield all;
            }
            case Filter.Compare(var path, var comparison, var value)
            when comparison == Filter.Comparison.EQ && path.is("members.value") ->
                Ids.of(value.asString("")).map(Set::of).orElse(Set.of());
            case Filter.Compare ignored -> throw none();
            case Filter.All ignored -> throw none();
            case Filter.Not ignored -> throw none();
            case Filter.Present ignored -> throw none();
            case Filter.Within ignored -> throw none();
        };
    }

    private static ScimProblem none() {
        return ScimProblem.filter("members are chosen by value eq \"id\", joined by or");
    }
}
