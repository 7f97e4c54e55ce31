package dev.mandate.model.access;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The deployment that stands for Mandate itself, and what it can give: the presets, each over some deployments. */
public final class MandateItself {
    public static final DeploymentId ID = DeploymentId.of("mandate");
    public static final ApplicationName APPLICATION = ApplicationName.of("mandate");

    public static final Vocabulary VOCABULARY = new Vocabulary(
            APPLICATION,
            Release.of("1"),
            new TreeMap<>(Map.of(
                    Office.KIND,
                    new Vocabulary.Kind(
                            Office.KIND,
                            Facet.ROLE_CONTENT,
                            List.of(),
                            false,
                            Direction.WIDENS,
                            Risk.CRITICAL,
                            Map.of("", "holds the office {resource}"),
                            Set.of()))),
            Stream.of(Preset.values()).map(MandateItself::item).toList(),
            Set.of(),
            List.of());

    private MandateItself() {}

    /** A preset over some deployments is as risky as over all. */
    private static Vocabulary.Item item(Preset preset) {
        return new Vocabulary.Item(
                Entitlement.ofPattern(Office.KIND, preset.word() + "*", null), preset.risk(), null, preset.sentence());
    }

    public static boolean is(Deployment deployment) {
        return deployment.application().equals(APPLICATION);
    }
}
