package dev.mandate.service.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

/** What may depend on what, and what may be called where. Every rule has a class in {@code planted} that breaks it. */
enum Rules {
    MODEL_IS_PURE(classes()
            .that()
            .resideInAPackage("dev.mandate.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.mandate.model..", "java..", "org.jspecify.annotations..")),

    MODEL_THROWS_NO_DICE(noClasses()
            .that()
            .resideInAPackage("dev.mandate.model..")
            .should()
            .callCodeUnitWhere(describe("is random", Calls::isRandom))),

    VERIFIER_SHARES_NOTHING(classes()
            .that()
            .resideInAPackage("dev.mandate.verifier..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.mandate.verifier..", "java..", "org.jspecify.annotations..")),

    AGENT_API_IS_SMALL(classes()
            .that()
            .resideInAPackage("dev.mandate.agent.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.mandate.agent.api..",
                    "dev.mandate.model..",
                    "java..",
                    "org.jspecify.annotations..",
                    "org.snakeyaml.engine..")),

    AGENTS_DO_NOT_SEE_EACH_OTHER(slices().matching("dev.mandate.agent.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    alwaysTrue(),
                    resideInAnyPackage(
                            "dev.mandate.agent.api..", "dev.mandate.agent.http..", "dev.mandate.agent.link.."))),

    AGENTS_DO_NOT_SEE_THE_SERVICE(noClasses()
            .that()
            .resideInAPackage("dev.mandate.agent..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.mandate.service..", "dev.mandate.tables..", "org.springframework..")),

    INSIDES_ARE_NOT_PUBLIC(classes()
            .that(nameMatching(".*(Store|Controller|Job)"))
            .and()
            .resideInAPackage("dev.mandate.service..")
            .should()
            .notBePublic()),

    SQL_STAYS_IN_STORES(noClasses()
            .that()
            .resideInAPackage("dev.mandate.service..")
            .and()
            .resideOutsideOfPackage("dev.mandate.service.platform..")
            .and(not(nameMatching(".*Store(\\$.*)?")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.mandate.tables..", "org.jooq..")),

    NOTHING_IS_INJECTED_INTO_FIELDS(fields().should(Conditions.NOT_BE_INJECTED)),

    TIME_COMES_FROM_THE_PLATFORM_CLOCK(noClasses()
            .that()
            // A remote agent is a process of its own, on a host that has a clock of its own.
            .resideOutsideOfPackages("dev.mandate.service.platform..", "dev.mandate.agent.runtime..")
            .should()
            .callCodeUnitWhere(describe("asks the machine for the time", Calls::asksForTheTime))),

    NAMES_SAY_SOMETHING(
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Processor|Impl|DTO|TO|Entity)")),

    EVERY_PACKAGE_IS_NULL_MARKED(classes()
            .that()
            .resideOutsideOfPackage("dev.mandate.tables..")
            .should(Conditions.BE_IN_A_NULL_MARKED_PACKAGE));

    @SuppressWarnings("ImmutableEnumChecker") // ArchRule cannot say so, but is
    private final ArchRule rule;

    Rules(ArchRule rule) {
        this.rule = rule;
    }

    ArchRule rule() {
        return rule;
    }
}
