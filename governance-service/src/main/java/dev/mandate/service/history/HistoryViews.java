package dev.mandate.service.history;

import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.state.GrantSource;
import dev.mandate.model.state.Removal;
import dev.mandate.model.state.Why;
import dev.mandate.service.directory.Person;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Problem.Blame;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the routes of this module take and give. */
final class HistoryViews {
    private static final int MOST_PATHS = 20;

    private HistoryViews() {}

    enum Code implements Problem.Code {
        QUESTION_INVALID(400),
        NO_SUCH_PERSON(404),
        NO_SUCH_DEPLOYMENT(404),
        NO_POLICY(409),
        NEVER_REACHED(409);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public Blame blame() {
            return Blame.USER;
        }
    }

    /** @param entitlement its text, without the deployment */
    record Who(DeploymentId deployment, String entitlement, Optional<Instant> asOf) {}

    /** @param subject {@code source/username}, or an id */
    record What(String subject, Optional<Instant> asOf) {}

    record AskWhy(String subject, DeploymentId deployment, String entitlement) {}

    /**
     * @param kind person, service or machine
     * @param owner {@code source/username} of who answers for a service or machine; null where nobody is named
     */
    record PersonView(
            String id,
            String source,
            String username,
            String name,
            String state,
            String kind,
            @Nullable String owner) {
        static @Nullable PersonView of(Optional<Person> known) {
            return known.map(person -> new PersonView(
                            person.id().value(),
                            person.source().value(),
                            person.username(),
                            person.name(),
                            person.state().word(),
                            person.kind().word(),
                            Optional.ofNullable(person.owner())
                                    .map(Person.Owner::text)
                                    .orElse(null)))
                    .orElse(null);
        }
    }

    /**
     * That somebody held something.
     *
     * @param state held or unknown; what was not held is not listed
     * @param person null where the account was linked to nobody
     * @param through the AppRoles on the way, the nearest to the principal first
     * @param because the Roles for which Mandate gave it; none: it did not
     * @param after it began after this reading; null: nobody had looked before
     * @param since and at the latest with this one
     * @param gone found gone with this reading; null: still there at the last one
     */
    record HoldingView(
            String deployment,
            String principal,
            @Nullable PersonView person,
            String entitlement,
            String state,
            List<String> through,
            List<String> because,
            @Nullable Instant after,
            Instant since,
            @Nullable Instant gone) {
        static HoldingView of(Holding held) {
            return new HoldingView(
                    held.deployment().value(),
                    held.principal().toString(),
                    PersonView.of(held.person()),
                    held.entitlement().toString(),
                    held.certainty().name().toLowerCase(Locale.ROOT),
                    held.through(),
                    held.because(),
                    held.after().orElse(null),
                    held.since(),
                    held.gone().orElse(null));
        }
    }

    /** @param observedAt null: never read by then, so nothing is known of it */
    record FreshnessView(String deployment, @Nullable Instant observedAt, boolean stale) {
        static FreshnessView of(Freshness one) {
            return new FreshnessView(one.deployment().value(), one.observedAt().orElse(null), one.stale());
        }
    }

    /**
     * When one account was last used.
     *
     * @param at null: never, by the deployment's own count
     * @param told when the deployment said so
     */
    record UseView(
            String deployment, String account, @Nullable Instant at, Instant told) {
        static UseView of(Answer.Use use) {
            return new UseView(
                    use.deployment().value(), use.account().value(), use.at().orElse(null), use.told());
        }
    }

    /**
     * Who held what.
     *
     * @param uses when the accounts of the subject were last used, as last told; of an account that is missing here it
     *     is not known, nor for an earlier moment
     * @param complete whether every deployment was read by then; if not, more may have been held
     */
    record AnswerView(
            Instant asOf,
            @Nullable PersonView subject,
            boolean complete,
            List<HoldingView> holdings,
            List<UseView> uses,
            List<FreshnessView> freshness) {
        static AnswerView of(Answer answer, Optional<Person> subject) {
            return new AnswerView(
                    answer.asOf(),
                    PersonView.of(subject),
                    answer.complete(),
                    answer.holdings().stream().map(HoldingView::of).toList(),
                    answer.uses().stream().map(UseView::of).toList(),
                    answer.freshness().stream().map(FreshnessView::of).toList());
        }
    }

    /**
     * Why.
     *
     * @param state what was read on the target: held, not_held or unknown
     * @param observedAt when
     * @param because the Roles for which Mandate gave it, as of then
     * @param paths how policy in force gives it, at most {@value #MOST_PATHS} of {@code count}
     * @param cut the fewest things to take away so that no path is left
     * @param withheld why it is not given although policy says so; null where that is not so
     */
    record WhyView(
            PersonView subject,
            String deployment,
            String entitlement,
            String state,
            @Nullable Instant observedAt,
            boolean stale,
            List<String> because,
            String count,
            List<PathView> paths,
            List<String> cut,
            @Nullable String withheld,
            long policyVersion) {
        static WhyView of(Person subject, Why why, Answer answer, long policyVersion) {
            var found = answer.holdings().stream()
                    .filter(held -> held.person().filter(subject::equals).isPresent())
                    .findFirst();
            var freshness = answer.freshness().getFirst();
            var absent = answer.complete() ? "not_held" : "unknown";
            return new WhyView(
                    Objects.requireNonNull(PersonView.of(Optional.of(subject))),
                    why.deployment().value(),
                    why.entitlement().toString(),
                    found.map(held -> held.certainty().name().toLowerCase(Locale.ROOT))
                            .orElse(absent),
                    freshness.observedAt().orElse(null),
                    freshness.stale(),
                    found.map(Holding::because).orElse(List.of()),
                    why.count().toString(),
                    why.paths().limit(MOST_PATHS).map(PathView::of).toList(),
                    why.cut().stream()
                            .map(Removal::toString)
                            .map(text ->
                                    text.replace(subject.id().value(), subject.source() + "/" + subject.username()))
                            .toList(),
                    why.withheld()
                            .map(cause -> cause.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .orElse(null),
                    policyVersion);
        }
    }

    /** @param steps from the group, or the assignment, to the entitlement */
    record PathView(List<String> steps) {
        static PathView of(Why.Path path) {
            return new PathView(Stream.concat(
                            path.sources().stream().map(PathView::word),
                            path.grants().stream()
                                    .map(grant -> grant.entitlement().toString()))
                    .toList());
        }

        private static String word(GrantSource source) {
            return switch (source) {
                case GrantSource.OfGroup group -> "group " + group.name();
                case GrantSource.OfMapping mapping ->
                    "mapping " + mapping.mapping().reason();
                case GrantSource.OfAssignment assignment ->
                    "assignment " + assignment.assignment().reason();
                case GrantSource.OfWritten written ->
                    "assignment " + written.assignment().reason();
                case GrantSource.OfRole role -> "role " + role.role();
                case GrantSource.OfClause clause -> "clause " + clause.number() + " of " + clause.role();
                case GrantSource.OfDefinition definition ->
                    "app-role " + definition.definition().name();
            };
        }
    }
}
