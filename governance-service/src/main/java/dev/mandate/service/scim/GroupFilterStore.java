package dev.mandate.service.scim;

import static dev.mandate.tables.directory.Tables.V_GROUP_GROUP;
import static dev.mandate.tables.directory.Tables.V_GROUP_SUBJECT;
import static dev.mandate.tables.scim.Tables.GROUP_;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.val;

import dev.mandate.service.scim.Filter.Comparison;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Where a filter of groups looks. */
final class GroupFilterStore implements FilterStore.Columns {
    @Override
    public Optional<Field<String>> text(AttributePath path) {
        if (path.is("displayName")) {
            return Optional.of(GROUP_.NAME);
        }
        if (path.is("meta.resourceType")) {
            return Optional.of(inline("Group"));
        }
        return path.is("externalId") ? Optional.of(GROUP_.EXTERNAL_ID) : Optional.empty();
    }

    @Override
    public Optional<Field<Boolean>> truth(AttributePath path) {
        return Optional.empty();
    }

    @Override
    public Optional<Field<UUID>> id(AttributePath path) {
        return path.is("id") ? Optional.of(GROUP_.ID) : Optional.empty();
    }

    @Override
    public Optional<Field<Instant>> time(AttributePath path) {
        if (path.is("meta.created")) {
            return Optional.of(GROUP_.CREATED);
        }
        return path.is("meta.lastModified") ? Optional.of(GroupStore.MODIFIED) : Optional.empty();
    }

    /** Members are found by their id alone. */
    @Override
    public Optional<Condition> elsewhere(Filter filter) {
        return switch (filter) {
            case Filter.Compare(var path, var comparison, var value)
            when path.is("members.value") -> Optional.of(member(comparison, value.asString("")));
            case Filter.Within(var list, var element)
            when list.is("members") -> Optional.of(elsewhere(element).orElseThrow(GroupFilterStore::none));
            case Filter.Compare(var path, var comparison, var value) when isMember(path) -> throw none();
            case Filter.Present(var path) when isMember(path) -> throw none();
            case Filter.Compare ignored -> Optional.empty();
            case Filter.Present ignored -> Optional.empty();
            case Filter.Within ignored -> Optional.empty();
            case Filter.All ignored -> Optional.empty();
            case Filter.Any ignored -> Optional.empty();
            case Filter.Not ignored -> Optional.empty();
        };
    }

    private static boolean isMember(AttributePath path) {
        return path.extension() == null
                && path.attribute() != null
                && path.attribute().getName().equals("members");
    }

    private static ScimProblem none() {
        return ScimProblem.filter("members are found by members.value eq \"id\" alone");
    }

    private static Condition member(Comparison comparison, String id) {
        if (comparison != Comparison.EQ) {
            throw none();
        }
        Optional<UUID> known = Ids.of(id);
        if (known.isEmpty()) {
            return DSL.falseCondition();
        }
        return DSL.exists(DSL.selectOne()
                        .from(V_GROUP_SUBJECT)
                        .where(
                                V_GROUP_SUBJECT.GROUP_ID.eq(GroupStore.DIRECTORY_ID),
                                V_GROUP_SUBJECT.SUBJECT_ID.eq(known.get())))
                .or(DSL.exists(DSL.selectOne()
                        .from(V_GROUP_GROUP)
                        .where(
                                V_GROUP_GROUP.GROUP_ID.eq(GroupStore.DIRECTORY_ID),
                                V_GROUP_GROUP.MEMBER_ID.eq(
                                        GROUP_.SOURCE.concat(inline(":")).concat(val(id))))));
    }
}
