package dev.mandate.agent.opensearch;

import dev.mandate.agent.opensearch.OpenSearchClient.Document;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What makes one state of the documents of another, field by field, so that what the agent does not know of a role or
 * user stays. One write per document; a mapping goes before its role and comes after it.
 */
final class Patch {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PASSWORD_BYTES = 48;

    /** Operations on one document. */
    record Step(Document document, List<Map<String, Object>> operations) {}

    private final List<Map<String, Object>> operations = new ArrayList<>();

    private Patch() {}

    static List<Step> steps(Directory from, Directory to) {
        var gone = new Patch();
        gone.removals(from.roles(), to.roles());
        var steps = new ArrayList<Step>();
        steps.add(new Step(
                Document.ROLES, changes(from.roles(), to.roles(), Documents::body, (before, after, fields) -> {
                    fields.accept(
                            "cluster_permissions",
                            before.cluster().equals(after.cluster()) ? null : Documents.sorted(after.cluster()));
                    fields.accept(
                            "index_permissions", before.index().equals(after.index()) ? null : Documents.index(after));
                    fields.accept(
                            "tenant_permissions",
                            before.tenant().equals(after.tenant()) ? null : Documents.tenant(after));
                })));
        steps.add(new Step(Document.USERS, changes(from.users(), to.users(), Patch::made, (before, after, fields) -> {
            fields.accept(
                    "backend_roles", before.backendRoles().equals(after.backendRoles()) ? null : after.backendRoles());
            fields.accept(
                    "opendistro_security_roles",
                    before.directRoles().equals(after.directRoles()) ? null : after.directRoles());
        })));
        var mappings =
                new ArrayList<>(changes(from.mappings(), to.mappings(), Documents::body, (before, after, fields) -> {
                    fields.accept("users", before.users().equals(after.users()) ? null : after.users());
                    fields.accept(
                            "backend_roles",
                            before.backendRoles().equals(after.backendRoles()) ? null : after.backendRoles());
                    fields.accept("hosts", before.hosts().equals(after.hosts()) ? null : after.hosts());
                    fields.accept("and_backend_roles", before.allOf().equals(after.allOf()) ? null : after.allOf());
                }));
        var lost = new Patch();
        lost.removals(from.mappings(), to.mappings());
        // before a role of the same name is made, so that it is not given away for a moment
        steps.addFirst(new Step(Document.MAPPINGS, lost.operations));
        steps.add(new Step(Document.MAPPINGS, mappings));
        steps.add(new Step(Document.ROLES, gone.operations));
        steps.removeIf(step -> step.operations().isEmpty());
        return steps;
    }

    /** Which fields of what is there already differ; a field without a value does not. */
    @FunctionalInterface
    private interface Differences<T> {
        void between(T before, T after, BiConsumer<String, @Nullable Object> fields);
    }

    private static <T> List<Map<String, Object>> changes(
            Map<String, T> from, Map<String, T> to, Function<T, Map<String, Object>> body, Differences<T> differences) {
        var patch = new Patch();
        to.forEach((name, after) -> {
            T before = from.get(name);
            if (before == null) {
                patch.operation("add", "/" + pointer(name), body.apply(after));
            } else if (!before.equals(after)) {
                differences.between(before, after, (field, value) -> {
                    if (value != null) {
                        // "add" also where the field is there: the plugin leaves empty lists out
                        patch.operation("add", "/" + pointer(name) + "/" + field, value);
                    }
                });
            }
        });
        return patch.operations;
    }

    private <T> void removals(Map<String, T> from, Map<String, T> to) {
        from.keySet().stream()
                .filter(name -> !to.containsKey(name))
                .forEach(name -> operations.add(Map.of("op", "remove", "path", "/" + pointer(name))));
    }

    private void operation(String op, String path, Object value) {
        var operation = new LinkedHashMap<String, Object>();
        operation.put("op", op);
        operation.put("path", path);
        operation.put("value", value);
        operations.add(operation);
    }

    /** With a password that nobody knows: the plugin makes no user without one. */
    private static Map<String, Object> made(StoredUser user) {
        byte[] password = new byte[PASSWORD_BYTES];
        RANDOM.nextBytes(password);
        var body = new HashMap<String, Object>(Documents.body(user));
        // its default rule wants a digit, both cases and a special character
        body.put("password", "aA1!" + Base64.getUrlEncoder().withoutPadding().encodeToString(password));
        return body;
    }

    private static String pointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
