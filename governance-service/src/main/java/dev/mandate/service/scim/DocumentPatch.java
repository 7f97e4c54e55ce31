package dev.mandate.service.scim;

import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.AttributeDefinition.Mutability;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Does the steps of a patch to the content of one resource. Either all are done or none. */
final class DocumentPatch {
    private static final Set<String> SAME = Set.of("value", "type");

    private final ObjectNode content;

    private DocumentPatch(ObjectNode content) {
        this.content = content;
    }

    /** The content afterwards; what is given is changed. */
    static ObjectNode apply(ObjectNode content, List<PatchStep> steps) {
        var patch = new DocumentPatch(content);
        steps.forEach(patch::step);
        return content;
    }

    private void step(PatchStep step) {
        requireMutable(step.path());
        AttributeDefinition attribute = step.path().attribute();
        if (attribute == null) {
            whole(step);
            return;
        }
        ObjectNode holder = holder(step.path().extension());
        boolean takes = step.kind() == PatchStep.Kind.REMOVE || step.value() == null;
        if (attribute.isMultiValued()) {
            list(step, holder, attribute);
        } else if (step.path().sub() != null) {
            part(step, holder, attribute, step.path().sub());
        } else if (takes) {
            holder.remove(attribute.getName());
        } else {
            single(step, holder, attribute);
        }
        tidy(step.path().extension());
    }

    private static void requireMutable(AttributePath path) {
        AttributeDefinition leaf = path.leaf();
        boolean fixed = (leaf != null && leaf.getMutability() == Mutability.READ_ONLY)
                || (path.attribute() != null && path.attribute().getMutability() == Mutability.READ_ONLY);
        if (fixed || path.is("schemas")) {
            throw ScimProblem.mutability("'" + path + "' is only read");
        }
    }

    /** An extension by its URN alone: its attributes one by one come from the parser; here it goes as a whole. */
    private void whole(PatchStep step) {
        if (step.kind() == PatchStep.Kind.REMOVE || step.value() == null) {
            content.remove(step.path().extension());
            return;
        }
        throw ScimProblem.value("'" + step.path() + "' is an object");
    }

    private ObjectNode holder(@Nullable String extension) {
        if (extension == null) {
            return content;
        }
        return content.get(extension) instanceof ObjectNode there ? there : content.putObject(extension);
    }

    private void tidy(@Nullable String extension) {
        if (extension != null && content.path(extension).isEmpty()) {
            content.remove(extension);
        }
    }

    /** Of a complex value, the parts that are given; a value that is none takes it away. */
    private static void single(PatchStep step, ObjectNode holder, AttributeDefinition attribute) {
        Optional<JsonNode> value = Content.value(attribute, given(step));
        if (value.isEmpty()) {
            holder.remove(attribute.getName());
        } else if (value.get() instanceof ObjectNode parts
                && holder.get(attribute.getName()) instanceof ObjectNode there) {
            there.setAll(parts);
        } else {
            holder.set(attribute.getName(), value.get());
        }
    }

    private static JsonNode given(PatchStep step) {
        JsonNode value = step.value();
        return value == null ? Json.mapper().nullNode() : value;
    }

    private static void part(
            PatchStep step, ObjectNode holder, AttributeDefinition attribute, AttributeDefinition sub) {
        ObjectNode there = holder.get(attribute.getName()) instanceof ObjectNode known ? known : Json.object();
        set(step, there, sub);
        if (there.isEmpty()) {
            holder.remove(attribute.getName());
        } else {
            holder.set(attribute.getName(), there);
        }
    }

    private static void set(PatchStep step, ObjectNode holder, AttributeDefinition sub) {
        Optional<JsonNode> value =
                step.kind() == PatchStep.Kind.REMOVE ? Optional.empty() : Content.value(sub, given(step));
        value.ifPresentOrElse(said -> holder.set(sub.getName(), said), () -> holder.remove(sub.getName()));
    }

    private static void list(PatchStep step, ObjectNode holder, AttributeDefinition attribute) {
        List<ObjectNode> values = new ArrayList<>();
        holder.path(attribute.getName()).forEach(value -> values.add((ObjectNode) value));
        Set<ObjectNode> touched = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        if (step.which() == null && step.path().sub() == null) {
            wholeList(step, attribute, values, touched);
        } else {
            chosen(step, attribute, values, touched);
        }
        values.removeIf(ObjectNode::isEmpty);
        onePrimary(values, touched);
        ArrayNode now = Json.mapper().createArrayNode();
        values.forEach(now::add);
        Content.requireOnePrimary(attribute, now);
        if (now.isEmpty()) {
            holder.remove(attribute.getName());
        } else {
            holder.set(attribute.getName(), now);
        }
    }

    private static void wholeList(
            PatchStep step, AttributeDefinition attribute, List<ObjectNode> values, Set<ObjectNode> touched) {
        List<ObjectNode> given = new ArrayList<>();
        Content.value(attribute, given(step)).ifPresent(list -> list.forEach(one -> given.add((ObjectNode) one)));
        switch (step.kind()) {
            case REPLACE -> {
                values.clear();
                values.addAll(given);
            }
            case ADD -> given.forEach(one -> merge(one, values, touched));
            case REMOVE -> {
                if (step.value() == null) {
                    values.clear();
                } else {
                    values.removeIf(value -> given.stream().anyMatch(one -> isSame(one, value)));
                }
            }
        }
    }

    /** A value that is there already gets what else is said of it. */
    private static void merge(ObjectNode one, List<ObjectNode> values, Set<ObjectNode> touched) {
        Optional<ObjectNode> there =
                values.stream().filter(value -> isSame(one, value)).findFirst();
        ObjectNode target = there.orElse(one);
        if (there.isPresent()) {
            target.setAll(one);
        } else {
            values.add(one);
        }
        touched.add(target);
    }

    /** By {@code value}, and by {@code type} where both have one; without a value by everything. */
    private static boolean isSame(ObjectNode one, ObjectNode other) {
        if (!one.has("value")) {
            return one.equals(other);
        }
        return SAME.stream()
                .filter(name -> name.equals("value") || (one.has(name) && other.has(name)))
                .allMatch(name -> one.path(name)
                        .asString("")
                        .equalsIgnoreCase(other.path(name).asString("")));
    }

    private static void chosen(
            PatchStep step, AttributeDefinition attribute, List<ObjectNode> values, Set<ObjectNode> touched) {
        Filter which = step.which();
        List<ObjectNode> chosen = values.stream()
                .filter(value -> which == null || Matches.of(which, value))
                .toList();
        if (chosen.isEmpty()) {
            if (step.kind() == PatchStep.Kind.REMOVE) {
                return;
            }
            if (step.kind() == PatchStep.Kind.REPLACE && which != null) {
                throw ScimProblem.noTarget("no value of '" + attribute.getName() + "' is like that");
            }
            ObjectNode made = which == null ? Json.object() : Template.of(which);
            values.add(made);
            chosen = List.of(made);
        }
        AttributeDefinition sub = step.path().sub();
        for (ObjectNode one : chosen) {
            touched.add(one);
            if (sub != null) {
                set(step, one, sub);
            } else if (step.kind() == PatchStep.Kind.REMOVE) {
                one.removeAll();
            } else {
                Content.single(attribute, given(step)).ifPresent(said -> one.setAll((ObjectNode) said));
            }
        }
    }

    /** Who is primary by this step is so alone (RFC 7644 section 3.5.2). */
    private static void onePrimary(List<ObjectNode> values, Set<ObjectNode> touched) {
        boolean fresh = touched.stream().anyMatch(one -> one.path("primary").asBoolean(false));
        if (fresh) {
            values.stream().filter(value -> !touched.contains(value)).forEach(value -> value.remove("primary"));
        }
    }

    /** The value that a filter asks for, where it says by {@code eq} what it is. */
    private static final class Template {
        static ObjectNode of(Filter filter) {
            ObjectNode made = Json.object();
            fill(made, filter);
            return made;
        }

        private static void fill(ObjectNode made, Filter filter) {
            switch (filter) {
                case Filter.All(var parts) -> parts.forEach(part -> fill(made, part));
                case Filter.Compare compare -> fill(made, compare);
                case Filter.Any ignored -> throw none();
                case Filter.Not ignored -> throw none();
                case Filter.Present ignored -> throw none();
                case Filter.Within ignored -> throw none();
            }
        }

        private static void fill(ObjectNode made, Filter.Compare compare) {
            AttributeDefinition sub = compare.path().sub();
            if (compare.comparison() != Filter.Comparison.EQ || sub == null) {
                throw none();
            }
            Content.value(sub, compare.value()).ifPresent(said -> made.set(sub.getName(), said));
        }

        private static ScimProblem none() {
            return ScimProblem.noTarget("no value is like that, and what it would be is not said by eq and and");
        }
    }
}
