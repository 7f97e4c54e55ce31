package dev.mandate.service.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.mandate");
    private static final JavaClasses PLANTED = new ClassFileImporter()
            .withImportOption(location -> location.contains("/planted/"))
            .importPackages("dev.mandate");

    @ParameterizedTest
    @EnumSource
    void theProductKeepsEveryRule(Rules rule) {
        rule.rule().allowEmptyShould(true).check(PRODUCT);
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleNoticesThePlantedFault(Rules rule) {
        assertThat(rule.rule().evaluate(PLANTED).hasViolation()).isTrue();
    }
}
