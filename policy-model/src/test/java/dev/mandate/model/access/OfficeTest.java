package dev.mandate.model.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfficeTest {
    private static final List<Preset> PRESETS = List.of(Preset.values());
    private static final String[] VALUES = {"dev", "prod", "a b", "a,b", "a&b=c", "100%", "*", "+", "é", "?", "\"", ";"
    };

    @Test
    void isReadAsItIsWritten() {
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new SplittableRandom(seed);
            var labels = new TreeMap<String, Set<String>>();
            for (int i = random.nextInt(3); i > 0; i--) {
                var values = new HashSet<>(Set.of(VALUES[random.nextInt(VALUES.length)]));
                values.add(VALUES[random.nextInt(VALUES.length)]);
                labels.put("label-" + random.nextInt(3), values);
            }
            var office = new Office(
                    PRESETS.get(random.nextInt(PRESETS.size())),
                    new Selector(
                            random.nextBoolean() ? Set.of(ApplicationName.of("postgresql")) : Set.of(),
                            random.nextBoolean() ? Set.of(DeploymentId.of("b"), DeploymentId.of("a")) : Set.of(),
                            labels));
            Entitlement written = EntitlementText.parse(EntitlementText.format(office.entitlement()));
            assertThat(Office.of(written)).as("seed %s", seed).isEqualTo(office);
        }
    }

    @Test
    void readsLikeAPolicy() {
        Office office = office("preset:approver?deployment=pos,web&labels.env=dev");
        assertThat(office.preset()).isEqualTo(Preset.APPROVER);
        assertThat(office.over().deployments()).hasToString("[pos, web]");
        assertThat(office("preset:viewer").over()).isEqualTo(Selector.ALL);
        assertThat(office("preset:viewer").remit().permissions()).isEqualTo(Preset.VIEWER.permissions());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "preset:root",
                "preset:*",
                "preset:view*",
                "role:viewer",
                "preset:viewer read",
                "preset:viewer;effect=deny",
                "preset:viewer;a=b",
                "preset:viewer;condition=x",
                "preset:viewer?",
                "preset:viewer?env=dev",
                "preset:viewer?labels.=dev",
                "preset:viewer?labels.env=",
                "preset:viewer?labels.env",
                "preset:viewer?labels.env=dev,",
                "preset:viewer?labels.env=dev&",
                "preset:viewer?deployment=NO",
                "preset:viewer?deployment=b,a",
                "preset:viewer?deployment=a,a",
                "preset:viewer?deployment=a&deployment=b",
                "preset:viewer?deployment=a&application=b",
                "preset:viewer?labels.env=%64ev",
                "preset:viewer?labels.env=%zz",
                "preset:VIEWER"
            })
    void hasOneSpellingAndNoOther(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> office(text));
    }

    private static Office office(String text) {
        return Office.of(EntitlementText.parse(text));
    }
}
