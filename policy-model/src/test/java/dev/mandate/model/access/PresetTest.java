package dev.mandate.model.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PresetTest {
    @Test
    void everyPermissionIsInSomePresetButWhatOnlyAnAgentDoes() {
        var given = EnumSet.noneOf(Permission.class);
        Stream.of(Preset.values()).forEach(preset -> given.addAll(preset.permissions()));
        assertThat(given).isEqualTo(EnumSet.complementOf(EnumSet.of(Permission.AGENT_WORK)));
    }

    @Test
    void nonePublishesAndApproves() {
        for (Preset preset : Preset.values()) {
            assertThat(preset.permissions().contains(Permission.POLICY_PUBLISH)
                            && (preset.permissions().contains(Permission.POLICY_APPROVE)
                                    || preset.permissions().contains(Permission.CHANGES_APPROVE)))
                    .as("%s", preset)
                    .isFalse();
        }
    }

    /** What is gained through a group without anybody looking must do no harm. */
    @Test
    void whatIsOfStandardRiskOnlyLooks() {
        for (Preset preset : Preset.values()) {
            assertThat(preset.permissions().stream().allMatch(one -> one.care() == Permission.Care.LOOK))
                    .as("%s", preset)
                    .isEqualTo(preset.risk() == Risk.STANDARD);
        }
    }

    @Test
    void isFoundByItsWord() {
        for (Preset preset : Preset.values()) {
            assertThat(Preset.ofWord(preset.word())).contains(preset);
        }
        assertThat(Preset.ofWord("root")).isEmpty();
        assertThat(Preset.ROLE_ADMIN.word()).isEqualTo("role-admin");
        assertThat(Permission.POLICY_PUBLISH.word()).isEqualTo("policy.publish");
    }
}
