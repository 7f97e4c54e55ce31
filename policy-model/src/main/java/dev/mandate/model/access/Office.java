package dev.mandate.model.access;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An office in Mandate itself: a preset over some deployments. As an entitlement of the deployment {@code mandate} it is
 * {@code preset:viewer} over all of them, or {@code preset:viewer?application=postgresql&labels.env=dev,staging}: the
 * keys of a selector in their order, percent-encoded. There is one spelling for each.
 */
public record Office(Preset preset, Selector over) {
    public static final String KIND = "preset";

    private static final String APPLICATION = "application";
    private static final String DEPLOYMENT = "deployment";
    private static final String LABEL = "labels.";
    private static final String SPELLING = "preset:NAME, or preset:NAME?deployment=ID,ID&labels.KEY=VALUE";

    /**
     * Reads an entitlement.
     *
     * @throws IllegalArgumentException saying what is wrong, with the spelling that would be right
     */
    public static Office of(Entitlement entitlement) {
        if (!entitlement.equals(Entitlement.of(KIND, entitlement.resource(), null))) {
            throw new IllegalArgumentException(entitlement + " is no office: write " + SPELLING);
        }
        String[] parts = entitlement.resource().split("\\?", 2);
        Preset preset = Preset.ofWord(parts[0])
                .orElseThrow(() -> new IllegalArgumentException("there is no preset '" + parts[0] + "', only "
                        + Stream.of(Preset.values()).map(Preset::word).collect(Collectors.joining(", "))));
        var office = new Office(preset, parts.length == 1 ? Selector.ALL : selector(parts[1]));
        if (!office.entitlement().equals(entitlement)) {
            throw new IllegalArgumentException(entitlement + " is to be written " + office.entitlement());
        }
        return office;
    }

    public Entitlement entitlement() {
        List<String> keys = new ArrayList<>();
        key(APPLICATION, over.applications(), keys);
        key(DEPLOYMENT, over.deployments(), keys);
        over.labels().forEach((name, values) -> key(LABEL + name, values, keys));
        return Entitlement.of(KIND, preset.word() + (keys.isEmpty() ? "" : "?" + String.join("&", keys)), null);
    }

    public Remit remit() {
        return new Remit(preset.permissions(), over);
    }

    private static void key(String name, Collection<?> values, List<String> keys) {
        if (!values.isEmpty()) {
            keys.add(name + "="
                    + values.stream().map(value -> encoded(value.toString())).collect(Collectors.joining(",")));
        }
    }

    private static Selector selector(String text) {
        Map<String, Set<String>> keys = new TreeMap<>();
        for (String key : text.split("&", -1)) {
            int equals = key.indexOf('=');
            if (equals < 1 || equals == key.length() - 1) {
                throw new IllegalArgumentException("'" + key + "' is no key with values: write " + SPELLING);
            }
            Set<String> values = keys.computeIfAbsent(key.substring(0, equals), name -> new TreeSet<>());
            for (String value : key.substring(equals + 1).split(",", -1)) {
                values.add(URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        Set<String> applications = taken(keys, APPLICATION);
        Set<String> deployments = taken(keys, DEPLOYMENT);
        var labels = new TreeMap<String, Set<String>>();
        keys.forEach((name, values) -> {
            if (!name.startsWith(LABEL) || name.length() == LABEL.length()) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no key: there are application, deployment and" + " labels.KEY");
            }
            labels.put(name.substring(LABEL.length()), values);
        });
        return new Selector(
                applications.stream().map(ApplicationName::of).collect(Collectors.toSet()),
                deployments.stream().map(DeploymentId::of).collect(Collectors.toSet()),
                labels);
    }

    private static Set<String> taken(Map<String, Set<String>> keys, String name) {
        Set<String> values = keys.remove(name);
        return values == null ? Set.of() : values;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("*", "%2A");
    }
}
