package dev.mandate.service.policy;

import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Nearest;
import dev.mandate.service.yaml.Place;
import dev.mandate.service.yaml.Shown;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Checks one value of a {@code connect} block. Messages never repeat the value: somebody may have put a secret there. */
record ConnectValue(String name, ConnectSchema.Type type) {
    private static final List<String> TLS = List.of("verify-full", "verify-ca", "disable");

    /** Whether the value is right; if not, there is a fault. */
    boolean check(String value, Place place, Faults faults) {
        if (type != ConnectSchema.Type.SECRET && value.contains("${")) {
            faults.add(place, "'" + name + "' contains '${', which only a secret may", "write the value itself");
            return false;
        }
        String fix = fix(value);
        if (fix.isEmpty()) {
            return true;
        }
        faults.add(place, "'" + name + "' is not " + form(), fix);
        return false;
    }

    private String form() {
        return switch (type) {
            case TEXT, FILE, LIST -> "text";
            case HOST -> "a host name or address";
            case HOSTS -> "host names or addresses";
            case PORT -> "a port";
            case URL -> "a URL";
            case TLS -> "a way of checking the server";
            case BOOLEAN -> "true or false";
            case SECRET -> "a reference to a secret";
        };
    }

    /** What to do instead; empty if the value is right. */
    private String fix(String value) {
        return switch (type) {
            case TEXT, FILE, LIST -> value.isBlank() ? "give it a value, or remove the key" : "";
            case HOST -> hostFix(value);
            case HOSTS ->
                Stream.of(value.split(",", -1))
                        .map(String::strip)
                        .map(ConnectValue::hostFix)
                        .filter(fix -> !fix.isEmpty())
                        .findFirst()
                        .orElse("");
            case PORT -> isPort(value) ? "" : "write a number from 1 to 65535";
            case URL -> urlFix(value);
            case TLS -> TLS.contains(value) ? "" : Nearest.hint(value, TLS, "write " + Shown.oneOf(TLS));
            case BOOLEAN -> value.equals("true") || value.equals("false") ? "" : "write true or false";
            case SECRET ->
                ConnectReader.SECRET.matcher(value).matches()
                        ? ""
                        : "write \"${secret:NAME}\" and define NAME under 'secrets:' in mandate.yaml";
        };
    }

    private static String hostFix(String value) {
        return value.matches("[^\\s/@:]+|/\\S+|\\[?[0-9a-fA-F:.]+]?")
                ? ""
                : "write a name such as db1.example.org, without port or scheme";
    }

    private static boolean isPort(String value) {
        return value.matches("[0-9]{1,5}") && Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= 65_535;
    }

    private static String urlFix(String value) {
        try {
            var url = new URI(value);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (url.getRawUserInfo() != null) {
                return "leave user and password out of it; a secret is written \"${secret:NAME}\" in its own field";
            }
            boolean web = scheme.equals("https") || scheme.equals("http");
            return web && url.getHost() != null ? "" : "write one such as https://airflow.example.org";
        } catch (URISyntaxException e) {
            return "write one such as https://airflow.example.org";
        }
    }
}
