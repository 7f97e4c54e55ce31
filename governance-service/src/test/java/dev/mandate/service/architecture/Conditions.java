package dev.mandate.service.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** Conditions that ArchUnit does not have words for. */
final class Conditions {
    private static final Set<String> INJECTIONS = Set.of(
            "org.springframework.beans.factory.annotation.Autowired",
            "org.springframework.beans.factory.annotation.Value",
            "jakarta.inject.Inject",
            "jakarta.annotation.Resource");

    static final ArchCondition<JavaField> NOT_BE_INJECTED = new ArchCondition<>("not be injected") {
        @Override
        public void check(JavaField field, ConditionEvents events) {
            if (INJECTIONS.stream().anyMatch(field::isAnnotatedWith)) {
                events.add(SimpleConditionEvent.violated(
                        field, field.getDescription() + " is injected: take it in the constructor"));
            }
        }
    };

    static final ArchCondition<JavaClass> BE_IN_A_NULL_MARKED_PACKAGE =
            new ArchCondition<>("be in a package with @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                        events.add(SimpleConditionEvent.violated(
                                type, type.getPackageName() + " has no package-info.java with @NullMarked"));
                    }
                }
            };

    private Conditions() {}
}
