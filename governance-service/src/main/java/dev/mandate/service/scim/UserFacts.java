package dev.mandate.service.scim;

import dev.mandate.model.subject.Ids;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.directory.Nature;
import dev.mandate.service.directory.SourcePerson;
import dev.mandate.service.directory.UserTypes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the directory takes from a user. */
final class UserFacts {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    /** What policy may use in account names beside user name, mail address and name. */
    private static final List<String> OF_ENTERPRISE =
            List.of("employeeNumber", "department", "division", "costCenter", "organization");

    private UserFacts() {}

    /** Somebody of whom nothing is said is active. */
    static boolean isActive(ObjectNode content) {
        return content.path("active").asBoolean(true);
    }

    /**
     * The user as the directory has it.
     *
     * @param types what the provider's words for sorts of users mean
     * @throws ScimProblem where one of its attributes cannot be a name
     */
    static SourcePerson stated(UUID id, ObjectNode content, UserTypes types) {
        String type = content.path("userType").asString("");
        SubjectKind kind = types.kind(type);
        Nature nature = kind == SubjectKind.PERSON ? Nature.PERSON : new Nature(kind, manager(content, id));
        return new SourcePerson(id.toString(), nature, state(content, types.isStaged(type)), attributes(content));
    }

    private static SubjectState state(ObjectNode content, boolean staged) {
        if (!isActive(content)) {
            return SubjectState.SUSPENDED;
        }
        return staged ? SubjectState.STAGED : SubjectState.ACTIVE;
    }

    /** Who answers for a service (RFC 7643 section 4.3): the id of another user here; null where it is none. */
    private static @Nullable String manager(ObjectNode content, UUID self) {
        String value = content.path(ENTERPRISE).path("manager").path("value").asString("");
        return dev.mandate.service.scim.Ids.of(value)
                .filter(manager -> !manager.equals(self))
                .map(UUID::toString)
                .orElse(null);
    }

    static List<String> emails(ObjectNode content) {
        return content.path("emails")
                .valueStream()
                .map(email -> email.path("value"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
    }

    /**
     * The directory's attributes.
     *
     * @throws ScimProblem where one of them cannot be a name: it is 1 to 1,024 characters on one line
     */
    private static Map<String, String> attributes(ObjectNode content) {
        Map<String, String> attributes = new HashMap<>();
        put(attributes, Subject.USERNAME, content.path("userName"));
        put(attributes, Subject.EMAIL, email(content));
        put(attributes, Subject.NAME, name(content));
        put(attributes, "externalId", content.path("externalId"));
        OF_ENTERPRISE.forEach(
                name -> put(attributes, name, content.path(ENTERPRISE).path(name)));
        return attributes;
    }

    private static void put(Map<String, String> attributes, String name, JsonNode value) {
        if (!value.isString()) {
            return;
        }
        if (!Ids.isText(value.stringValue())) {
            throw ScimProblem.value("'" + name + "' is longer than 1,024 characters or has control characters");
        }
        attributes.put(name, value.stringValue());
    }

    /** The primary one, else the one for work, else the first. */
    private static JsonNode email(ObjectNode content) {
        JsonNode emails = content.path("emails");
        return Stream.of(
                        emails.valueStream()
                                .filter(email -> email.path("primary").asBoolean(false)),
                        emails.valueStream()
                                .filter(email -> email.path("type").asString("").equalsIgnoreCase("work")),
                        emails.valueStream())
                .flatMap(one -> one)
                .map(email -> email.path("value"))
                .findFirst()
                .orElse(emails);
    }

    private static JsonNode name(ObjectNode content) {
        JsonNode display = content.path("displayName");
        if (display.isString()) {
            return display;
        }
        JsonNode name = content.path("name");
        if (name.path("formatted").isString()) {
            return name.path("formatted");
        }
        String both = Stream.of(name.path("givenName"), name.path("familyName"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .reduce((given, family) -> given + " " + family)
                .orElse("");
        return both.isEmpty() ? name : Json.mapper().getNodeFactory().stringNode(both);
    }
}
