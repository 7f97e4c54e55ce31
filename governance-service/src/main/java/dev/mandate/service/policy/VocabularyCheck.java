package dev.mandate.service.policy;

import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.ApplicationName;
import dev.mandate.model.access.Deployment;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.MandateItself;
import dev.mandate.model.access.Office;
import dev.mandate.model.access.Preset;
import dev.mandate.model.access.Selector;
import dev.mandate.model.access.Vocabulary;
import dev.mandate.model.access.Vocabulary.Kind;
import dev.mandate.service.policy.Draft.AppRoleDraft;
import dev.mandate.service.policy.Draft.ClauseDraft;
import dev.mandate.service.policy.Draft.Placed;
import dev.mandate.service.policy.Draft.RoleDraft;
import dev.mandate.service.yaml.Faults;
import dev.mandate.service.yaml.Nearest;
import dev.mandate.service.yaml.Shown;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Checks entitlements against what the applications they are about can grant. */
final class VocabularyCheck {
    private final Draft draft;
    private final Applications applications;
    private final Faults faults;

    VocabularyCheck(Draft draft, Applications applications, Faults faults) {
        this.draft = draft;
        this.applications = applications;
        this.faults = faults;
    }

    void run() {
        for (RoleDraft role : draft.roles) {
            role.gives().forEach(this::clause);
        }
        for (AppRoleDraft appRole : draft.appRoles) {
            clause(appRole.content());
            builtIn(appRole);
        }
        protect();
    }

    private void clause(ClauseDraft clause) {
        Set<Vocabulary> vocabularies = vocabularies(clause.where().value());
        for (Placed<Entitlement> entitlement : clause.entitlements()) {
            for (Vocabulary vocabulary : vocabularies) {
                if (!check(entitlement, vocabulary)) {
                    break;
                }
            }
        }
    }

    /** Of every deployment that matches; where none does, of the applications named. */
    private Set<Vocabulary> vocabularies(Selector where) {
        var vocabularies = new LinkedHashSet<Vocabulary>();
        var releases = new TreeSet<String>();
        for (Deployment deployment : PolicyCheck.deployments(draft)) {
            if (where.matches(deployment) && releases.add(deployment.application() + " " + deployment.release())) {
                applications
                        .vocabulary(deployment.application(), deployment.release())
                        .ifPresent(vocabularies::add);
            }
        }
        if (releases.isEmpty()) {
            for (ApplicationName application : where.applications()) {
                applications.vocabulary(application, null).ifPresent(vocabularies::add);
            }
        }
        return vocabularies;
    }

    private boolean check(Placed<Entitlement> placed, Vocabulary vocabulary) {
        Entitlement entitlement = placed.value();
        String product = vocabulary.application() + " " + vocabulary.release();
        Optional<Kind> known = vocabulary.kind(entitlement);
        if (known.isEmpty()) {
            String message = product + " has no kind " + Shown.quote(entitlement.kind()) + " of entitlement";
            var kinds = vocabulary.kinds().keySet();
            faults.add(
                    placed.place(),
                    message,
                    Nearest.hint(entitlement.kind(), kinds, "known are " + Shown.oneOf(kinds)));
            return false;
        }
        Kind kind = known.get();
        if (entitlement.pattern() && !kind.pattern()) {
            String message = "'*' stands for itself in " + product + " " + kind.name() + " entitlements";
            faults.add(placed.place(), message, "name one resource; a literal * is written as a JSON string");
            return false;
        }
        return action(placed, kind, product)
                && options(placed, kind, product)
                && (!vocabulary.application().equals(MandateItself.APPLICATION) || office(placed));
    }

    private boolean office(Placed<Entitlement> placed) {
        try {
            Office.of(placed.value());
            return true;
        } catch (IllegalArgumentException wrong) {
            List<String> presets = Stream.of(Preset.values()).map(Preset::word).toList();
            String preset = placed.value().resource().split("\\?", 2)[0];
            faults.add(
                    placed.place(),
                    String.valueOf(wrong.getMessage()),
                    Nearest.hint(preset, presets, "see the page on permissions"));
            return false;
        }
    }

    private boolean action(Placed<Entitlement> placed, Kind kind, String product) {
        Entitlement entitlement = placed.value();
        String action = entitlement.action();
        if (kind.actions().isEmpty() && action != null) {
            String fix = "write "
                    + Shown.quote(EntitlementText.format(Entitlement.of(kind.name(), entitlement.resource(), null)));
            faults.add(placed.place(), product + " " + kind.name() + " entitlements have no action", fix);
            return false;
        }
        if (!kind.actions().isEmpty() && action == null) {
            faults.add(
                    placed.place(),
                    Shown.quote(entitlement.toString()) + " says no action",
                    "append a blank and " + Shown.oneOf(kind.actions()));
            return false;
        }
        if (action != null && !kind.actions().contains(action)) {
            String message = product + " " + kind.name() + " entitlements have no action " + Shown.quote(action);
            faults.add(
                    placed.place(),
                    message,
                    Nearest.hint(action, kind.actions(), "known are " + Shown.oneOf(kind.actions())));
            return false;
        }
        return true;
    }

    private boolean options(Placed<Entitlement> placed, Kind kind, String product) {
        for (String option : placed.value().options().keySet()) {
            if (!kind.options().contains(option)) {
                String message = product + " " + kind.name() + " entitlements have no option " + Shown.quote(option);
                String known = kind.options().isEmpty()
                        ? "remove it"
                        : "known are " + Shown.oneOf(new TreeSet<>(kind.options()));
                faults.add(placed.place(), message, Nearest.hint(option, new TreeSet<>(kind.options()), known));
                return false;
            }
        }
        return true;
    }

    private void builtIn(AppRoleDraft appRole) {
        AppRoleName name = appRole.definition().name();
        for (Vocabulary vocabulary : vocabularies(appRole.definition().where())) {
            if (vocabulary.isBuiltIn(name)) {
                String message = vocabulary.application() + " itself ships " + Shown.quote(name.value())
                        + " and restores its content";
                faults.add(appRole.at().place("name"), message, "define one with another name");
                return;
            }
        }
    }

    private void protect() {
        var vocabularies = new ArrayList<>(vocabularies(Selector.ALL));
        for (Placed<Entitlement> entitlement : draft.protectedEntitlements) {
            String kind = entitlement.value().kind();
            if (!vocabularies.isEmpty()
                    && vocabularies.stream().noneMatch(v -> v.kinds().containsKey(kind))) {
                List<String> kinds = vocabularies.stream()
                        .flatMap(v -> v.kinds().keySet().stream())
                        .distinct()
                        .toList();
                String message = "no deployment has a kind " + Shown.quote(kind) + " of entitlement";
                faults.add(entitlement.place(), message, Nearest.hint(kind, kinds, "known are " + Shown.oneOf(kinds)));
            }
        }
    }
}
