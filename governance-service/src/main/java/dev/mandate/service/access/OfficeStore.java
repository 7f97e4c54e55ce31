package dev.mandate.service.access;

import static dev.mandate.tables.access.Tables.OFFICE;
import static dev.mandate.tables.access.Tables.OFFICE_ACCOUNT;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Office;
import dev.mandate.model.access.Principal;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.tables.access.tables.records.OfficeAccountRecord;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Who holds which office in Mandate itself: what the deployment {@code mandate} is made of. */
@Repository
class OfficeStore {
    private final DSLContext sql;

    OfficeStore(DSLContext sql) {
        this.sql = sql;
    }

    /** @param subject for whom it was made */
    record Account(AccountName name, SubjectId subject, boolean enabled) {}

    List<Account> accounts() {
        return sql.selectFrom(OFFICE_ACCOUNT).orderBy(OFFICE_ACCOUNT.NAME).fetch(OfficeStore::account);
    }

    Optional<Account> account(AccountName name) {
        return sql.selectFrom(OFFICE_ACCOUNT)
                .where(OFFICE_ACCOUNT.NAME.eq(name.value()))
                .fetchOptional(OfficeStore::account);
    }

    /** False where the name is taken, or the subject has one. */
    boolean insert(Account account) {
        return sql.insertInto(OFFICE_ACCOUNT)
                        .set(OFFICE_ACCOUNT.NAME, account.name().value())
                        .set(OFFICE_ACCOUNT.SUBJECT, account.subject().value())
                        .set(OFFICE_ACCOUNT.ENABLED, account.enabled())
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    void enable(AccountName name, boolean enabled) {
        sql.update(OFFICE_ACCOUNT)
                .set(OFFICE_ACCOUNT.ENABLED, enabled)
                .where(OFFICE_ACCOUNT.NAME.eq(name.value()))
                .execute();
    }

    List<Grant> grants() {
        return sql.selectFrom(OFFICE)
                .orderBy(OFFICE.ACCOUNT, OFFICE.ENTITLEMENT)
                .fetch(row -> new Grant(
                        new Principal.Account(AccountName.of(row.getAccount())),
                        EntitlementText.parse(row.getEntitlement())));
    }

    /** False where it is there. */
    boolean insert(AccountName account, String entitlement) {
        return sql.insertInto(OFFICE)
                        .set(OFFICE.ACCOUNT, account.value())
                        .set(OFFICE.ENTITLEMENT, entitlement)
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    /** False where it is not there. */
    boolean delete(AccountName account, String entitlement) {
        return sql.deleteFrom(OFFICE)
                        .where(OFFICE.ACCOUNT.eq(account.value()), OFFICE.ENTITLEMENT.eq(entitlement))
                        .execute()
                > 0;
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

    /** Until the transaction ends nobody takes one of them away, or disables their account. */
    void hold(SubjectId subject) {
        sql.select(OFFICE.ENTITLEMENT)
                .from(OFFICE_ACCOUNT)
                .join(OFFICE)
                .on(OFFICE_ACCOUNT.NAME.eq(OFFICE.ACCOUNT))
                .where(OFFICE_ACCOUNT.SUBJECT.eq(subject.value()))
                .forShare()
                .fetch();
    }

    private static Account account(OfficeAccountRecord row) {
        return new Account(AccountName.of(row.getName()), SubjectId.of(row.getSubject()), row.getEnabled());
    }
}
