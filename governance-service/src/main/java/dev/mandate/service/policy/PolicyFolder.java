package dev.mandate.service.policy;

import dev.mandate.model.access.Policy;
import dev.mandate.service.policy.Draft.AppRoleDraft;
import dev.mandate.service.policy.Draft.RoleDraft;
import dev.mandate.service.policy.Draft.Written;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Fields;
import dev.mandate.service.yaml.Nearest;
import dev.mandate.service.yaml.Node;
import dev.mandate.service.yaml.Place;
import dev.mandate.service.yaml.Shown;
import dev.mandate.service.yaml.YamlText;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads policy as code: every YAML file of a folder is one policy together, however it is laid out. */
public final class PolicyFolder {
    private final Faults faults = new Faults();
    private final Draft draft = new Draft();

    private PolicyFolder() {}

    /** Reads and checks a folder against the installed agents. Groups and resources are not looked up. */
    public static PolicyReading read(Path folder) {
        return read(folder, Applications.installed());
    }

    /** As {@link #read(Path)}, against the given applications. */
    public static PolicyReading read(Path folder, Applications applications) {
        var reader = new PolicyFolder();
        var files = PolicyFiles.read(folder, reader.faults);
        return reader.reading(files, Optional.of(applications));
    }

    /** Reads and checks files that were sent, as if they were a folder, against the installed agents. */
    public static PolicyReading read(List<PolicyFile> sent) {
        var reader = new PolicyFolder();
        var files = new TreeMap<String, String>();
        if (sent.isEmpty()) {
            // An empty policy takes everything away: nobody means that by sending nothing.
            reader.faults.add(new Place("policy", 1, 1), "no file was sent", "send the YAML files of the folder");
        }
        for (PolicyFile file : sent) {
            if (files.put(file.name(), file.text()) != null) {
                reader.faults.add(new Place(file.name(), 1, 1), "this file was sent twice", "send it once");
            }
        }
        return reader.reading(files, Optional.of(Applications.installed()));
    }

    /** The files of a folder that {@link #read(Path)} found readable. */
    public static List<PolicyFile> files(Path folder) {
        return PolicyFiles.read(folder, new Faults()).entrySet().stream()
                .map(file -> new PolicyFile(file.getKey(), file.getValue()))
                .toList();
    }

    /** Reads the given files, by name, as if they were a folder; without applications only their form is checked. */
    static PolicyReading read(Map<String, String> files, Optional<Applications> applications) {
        return new PolicyFolder().reading(files, applications);
    }

    /** Reads one document that is already parsed, checking its form only: it was published once. */
    static PolicyReading read(Node document) {
        return new PolicyFolder().reading(List.of(document), Optional.empty());
    }

    private PolicyReading reading(Map<String, String> files, Optional<Applications> applications) {
        var documents = new ArrayList<Node>();
        files.forEach((name, text) -> {
            faults.source(name, text);
            documents.addAll(YamlText.read(name, text, faults));
        });
        return reading(documents, applications);
    }

    private PolicyReading reading(List<Node> documents, Optional<Applications> applications) {
        var parts = new ArrayList<Fields>();
        for (Node document : documents) {
            if (!(document instanceof Node.Text nothing && nothing.isNull())) {
                Fields.of(PolicyFormat.POLICY, document, faults).ifPresent(parts::add);
            }
        }
        only(parts, "time-zone").ifPresent(this::timeZone);
        only(parts, "guards")
                .flatMap(part -> part.fields("guards", PolicyFormat.GUARDS))
                .ifPresent(guards -> draft.guards = new GuardReader(draft, faults).read(guards));
        var reader = new DraftReader(draft, applications, faults);
        parts.forEach(reader::read);
        applications.ifPresent(known -> new PolicyCheck(draft, known, faults).run());
        return new PolicyReading(
                faults.none() ? Optional.of(policy()) : Optional.empty(), faults.faults(), faults.warnings());
    }

    private Optional<Fields> only(List<Fields> parts, String key) {
        Fields first = null;
        for (Fields part : parts) {
            if (part.node(key).isPresent()) {
                refuseSecond(first, part, key);
                first = first == null ? part : first;
            }
        }
        return Optional.ofNullable(first);
    }

    private void refuseSecond(@Nullable Fields first, Fields part, String key) {
        if (first != null) {
            String message = "'" + key + "' is written twice, first at " + first.place(key);
            faults.add(part.place(key), message, "keep one of them");
        }
    }

    private void timeZone(Fields part) {
        part.text("time-zone").ifPresent(text -> {
            try {
                draft.timeZone = ZoneId.of(text);
            } catch (DateTimeException e) {
                String fix = Nearest.hint(text, ZoneId.getAvailableZoneIds(), "write a zone such as Europe/Zurich");
                faults.add(part.place("time-zone"), "unknown time-zone " + Shown.quote(text), fix);
            }
        });
    }

    private Policy policy() {
        return PolicyOrder.sorted(new Policy(
                draft.deployments.stream().map(Written::value).toList(),
                draft.appRoles.stream().map(AppRoleDraft::definition).toList(),
                draft.roles.stream().map(RoleDraft::role).toList(),
                draft.mappings.stream().map(Written::value).toList(),
                draft.assignments.stream().map(Written::value).toList(),
                draft.constraints.stream().map(Written::value).toList(),
                draft.guards,
                draft.timeZone));
    }
}
