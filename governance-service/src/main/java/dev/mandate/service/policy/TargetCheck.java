package dev.mandate.service.policy;

import dev.mandate.agent.api.ConnectSchema;
import dev.mandate.agent.api.ConnectSchema.Field;
import dev.mandate.model.access.Deployment;
import dev.mandate.service.policy.Draft.Written;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Node;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** Looks at where deployments connect to: each target once, and without TLS only to this host. */
final class TargetCheck {
    private final Draft draft;
    private final Applications applications;
    private final Faults faults;
    private final Map<String, Written<Deployment>> targets = new HashMap<>();

    TargetCheck(Draft draft, Applications applications, Faults faults) {
        this.draft = draft;
        this.applications = applications;
        this.faults = faults;
    }

    void run() {
        for (Written<Deployment> written : draft.deployments) {
            if (isIncomplete(written)) {
                continue;
            }
            applications.type(written.value().application()).ifPresent(type -> {
                refusePlain(written, type.connect());
                refuseTwice(written, type.connect());
            });
        }
    }

    /** Whether a field of connect was faulty: what is left would be compared with defaults. */
    private static boolean isIncomplete(Written<Deployment> written) {
        int fields = written.value().connect().size();
        return !(written.at().node("connect").orElse(null) instanceof Node.Table table)
                || table.entries().size() != fields;
    }

    private void refuseTwice(Written<Deployment> written, ConnectSchema schema) {
        var target = new StringJoiner(" ");
        target.add(written.value().application().value());
        boolean complete = true;
        for (Field field : schema.fields()) {
            switch (field.type()) {
                case HOST, PORT, URL -> {
                    Optional<String> value = value(written.value(), field);
                    complete &= value.isPresent();
                    target.add(value.map(TargetCheck::normal).orElse(""));
                }
                case TEXT, TLS, FILE, BOOLEAN, LIST, HOSTS, SECRET -> {}
            }
        }
        Written<Deployment> first = complete ? targets.putIfAbsent(target.toString(), written) : null;
        if (first != null) {
            faults.add(
                    written.at().place("connect"),
                    "deployments " + first.value().id() + " and "
                            + written.value().id() + " connect to the same target",
                    "describe each running instance once; 'databases' lists several databases of one cluster");
        }
    }

    private static String normal(String address) {
        return address.toLowerCase(Locale.ROOT).replaceFirst("/+$", "");
    }

    private void refusePlain(Written<Deployment> written, ConnectSchema schema) {
        Deployment deployment = written.value();
        boolean insecure = "true".equals(deployment.connect().get(ConnectReader.INSECURE));
        boolean plain = false;
        boolean remote = false;
        for (Field field : schema.fields()) {
            String value = value(deployment, field).orElse("");
            switch (field.type()) {
                case TLS -> plain |= value.equals("disable");
                case HOST, HOSTS ->
                    remote |= Stream.of(value.split(",", -1))
                            .map(String::strip)
                            .anyMatch(host -> !host.isEmpty() && !Loopback.isHost(host));
                case URL -> {
                    boolean unencrypted = value.toLowerCase(Locale.ROOT).startsWith("http:");
                    plain |= unencrypted;
                    remote |= unencrypted
                            && !Loopback.isHost(String.valueOf(URI.create(value).getHost()));
                }
                case TEXT, PORT, FILE, BOOLEAN, LIST, SECRET -> {}
            }
        }
        if (plain && remote && !insecure) {
            faults.add(
                    written.at().place("connect"),
                    "deployment " + deployment.id() + " would connect to another host without TLS",
                    "use TLS, or write insecure: true in connect, which every screen then shows");
        }
        if (insecure && !(plain && remote)) {
            faults.warn(written.at().place("connect"), "insecure: true allows nothing here", "remove it");
        }
    }

    private static Optional<String> value(Deployment deployment, Field field) {
        String written = deployment.connect().get(field.name());
        return Optional.ofNullable(written == null ? field.fallback() : written);
    }
}
