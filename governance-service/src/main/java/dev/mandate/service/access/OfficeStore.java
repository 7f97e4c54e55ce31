package dev.mandate.service.access;

import static dev.mandate.tables.access.Tables.OFFICE;
import static dev.mandate.tables.access.Tables.OFFICE_ACCOUNT;

import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Office;
import dev.mandate.model.subject.SubjectId;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Who holds which office in Mandate itself: what the deployment {@code mandate} is made of. */
@Repository
class OfficeStore {
    private final DSLContext sql;

    OfficeStore(DSLContext sql) {
        this.sql = sql;
    }

    /** Those of somebody whose account is enabled. */
    List<Office> offices(SubjectId subject) {
        return sql.select(OFFICE.ENTITLEMENT)
                .from(OFFICE)
                .join(OFFICE_ACCOUNT)
                .on(OFFICE_ACCOUNT.NAME.eq(OFFICE.ACCOUNT))
                .where(OFFICE_ACCOUNT.SUBJECT.eq(subject.value()), OFFICE_ACCOUNT.ENABLED.isTrue())
                .orderBy(OFFICE.ENTITLEMENT)
                .fetch(row -> Office.of(EntitlementText.parse(row.value1())));
    }
}
