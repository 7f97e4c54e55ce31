package dev.mandate.service.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.core.Violations;

class ModularityTest {
    /** From the bottom up; modules in one row do not see each other. */
    private static final List<List<String>> LAYERS = List.of(
            List.of("platform", "yaml"),
            List.of("api"),
            List.of("ledger"),
            List.of("directory", "fleet"),
            List.of("policy"),
            List.of("access"),
            List.of("reconcile"),
            List.of("review"),
            List.of("history"),
            List.of("signin", "scim", "notify"),
            List.of("settings"),
            List.of("cli"));

    @Test
    void everyModuleUsesOnlyWhatItDeclares() {
        ApplicationModules.of("dev.mandate.service", new ImportOption.DoNotIncludeTests())
                .verify();
    }

    @Test
    void everyModuleDeclaresOnlyLowerModules() throws ClassNotFoundException {
        for (int row = 0; row < LAYERS.size(); row++) {
            var lower = LAYERS.subList(0, row).stream().flatMap(List::stream).toList();
            for (var module : LAYERS.get(row)) {
                assertThat(lower).as(module).contains(allowedDependencies("dev.mandate.service." + module));
            }
        }
    }

    @Test
    void aModuleThatReachesUpwardsIsNoticed() {
        var planted = ApplicationModules.of(
                "dev.mandate.service.architecture.planted", location -> location.contains("/planted/"));
        assertThatThrownBy(planted::verify)
                .isInstanceOf(Violations.class)
                .hasMessageContaining("Module 'lower' depends on module 'upper'");
    }

    private static String[] allowedDependencies(String name) throws ClassNotFoundException {
        return Class.forName(name + ".package-info")
                .getAnnotation(ApplicationModule.class)
                .allowedDependencies();
    }
}
