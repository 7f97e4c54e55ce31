package dev.mandate.service.policy;

import static dev.mandate.tables.policy.Tables.PROPOSAL;
import static dev.mandate.tables.policy.Tables.STATE;
import static dev.mandate.tables.policy.Tables.VERSION;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Policy;
import dev.mandate.model.ledger.EntryId;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.plan.Approval;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.service.platform.PageRequest;
import dev.mandate.service.policy.StoredVersion.Consent;
import dev.mandate.tables.policy.tables.records.VersionRecord;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Versions, the one proposal that can wait, and which version is in force. */
@Repository
class PolicyStore {
    private final DSLContext sql;

    PolicyStore(DSLContext sql) {
        this.sql = sql;
    }

    /** Row ids; null where there is none. */
    record State(@Nullable Long inForce, @Nullable Long waiting) {
        long basedOn() {
            return inForce == null ? 0 : inForce;
        }
    }

    State state() {
        return sql.selectFrom(STATE).fetchSingle(row -> new State(row.getInForce(), row.getWaiting()));
    }

    /** Whoever decides next waits until this transaction ends. */
    State lock() {
        return sql.selectFrom(STATE).forUpdate().fetchSingle(row -> new State(row.getInForce(), row.getWaiting()));
    }

    void setWaiting(@Nullable Long proposal) {
        sql.update(STATE).set(STATE.WAITING, proposal).execute();
    }

    void setInForce(long version) {
        sql.update(STATE).set(STATE.IN_FORCE, version).setNull(STATE.WAITING).execute();
    }

    void insert(StoredVersion version, String limits) {
        Caller author = version.author();
        Consent consent = version.consent();
        sql.insertInto(VERSION)
                .set(VERSION.NUMBER, version.number())
                .set(VERSION.PREVIOUS, version.number() == 1 ? null : version.number() - 1)
                .set(VERSION.HASH, version.hash().toBytes())
                .set(VERSION.CONTENT, bytes(version.content()))
                .set(VERSION.PINS, version.pins())
                .set(VERSION.LIMITS, bytes(limits))
                .set(VERSION.LOOSENS, version.loosens().toArray(String[]::new))
                .set(VERSION.AUTHOR_KIND, word(author))
                .set(VERSION.AUTHOR_NAME, author.name())
                .set(VERSION.AUTHOR_SUBJECT, subject(author))
                .set(VERSION.AUTHOR_OS_USER, author.osUser())
                .set(VERSION.PUBLISHED, version.published())
                .set(VERSION.APPROVER_KIND, consent == null ? null : word(consent.approver()))
                .set(
                        VERSION.APPROVER_NAME,
                        consent == null ? null : consent.approver().name())
                .set(VERSION.APPROVER_SUBJECT, consent == null ? null : subject(consent.approver()))
                .set(
                        VERSION.APPROVER_OS_USER,
                        consent == null ? null : consent.approver().osUser())
                .set(VERSION.REASON, consent == null ? null : consent.reason())
                .set(
                        VERSION.ASSURANCE,
                        consent == null ? null : consent.assurance().word())
                .set(VERSION.PEOPLE, (short) version.deciders().people())
                .set(VERSION.CONFIRM_AFTER, version.deciders().confirmAfter().toSeconds())
                .execute();
    }

    long insert(StoredProposal proposal) {
        return sql.insertInto(PROPOSAL)
                .set(PROPOSAL.BASE, proposal.base())
                .set(PROPOSAL.HASH, proposal.hash().toBytes())
                .set(PROPOSAL.CONTENT, bytes(proposal.content()))
                .set(PROPOSAL.PINS, proposal.pins())
                .set(PROPOSAL.LOOSENS, proposal.loosens().toArray(String[]::new))
                .set(PROPOSAL.AUTHOR_KIND, word(proposal.author()))
                .set(PROPOSAL.AUTHOR_NAME, proposal.author().name())
                .set(PROPOSAL.AUTHOR_SUBJECT, subject(proposal.author()))
                .set(PROPOSAL.AUTHOR_OS_USER, proposal.author().osUser())
                .set(PROPOSAL.PROPOSED, proposal.proposed())
                .set(PROPOSAL.PEOPLE, (short) proposal.deciders().people())
                .set(PROPOSAL.CONFIRM_AFTER, proposal.deciders().confirmAfter().toSeconds())
                .set(PROPOSAL.ENTRY, UUID.fromString(proposal.entry().toString()))
                .returning(PROPOSAL.ID)
                .fetchSingle()
                .getId();
    }

    Optional<StoredVersion> version(long number) {
        return sql.selectFrom(VERSION).where(VERSION.NUMBER.eq(number)).fetchOptional(PolicyStore::version);
    }

    Optional<StoredProposal> proposal(long id) {
        return sql.selectFrom(PROPOSAL)
                .where(PROPOSAL.ID.eq(id))
                .fetchOptional(row -> new StoredProposal(
                        row.getBase(),
                        Sha256.of(row.getHash()),
                        new String(row.getContent(), UTF_8),
                        row.getPins(),
                        List.of(row.getLoosens()),
                        caller(row.getAuthorKind(), row.getAuthorName(), row.getAuthorSubject(), row.getAuthorOsUser()),
                        row.getProposed(),
                        new Deciders(row.getPeople(), Duration.ofSeconds(row.getConfirmAfter())),
                        EntryId.of(row.getEntry().toString())));
    }

    /** Newest first, one more than asked for. */
    List<VersionView> views(PageRequest page) {
        long below = page.after().isEmpty()
                ? Long.MAX_VALUE
                : Long.parseLong(page.after().getFirst());
        return sql.select(
                        VERSION.NUMBER,
                        VERSION.HASH,
                        VERSION.LOOSENS,
                        VERSION.AUTHOR_KIND,
                        VERSION.AUTHOR_NAME,
                        VERSION.AUTHOR_SUBJECT,
                        VERSION.AUTHOR_OS_USER,
                        VERSION.PUBLISHED,
                        VERSION.APPROVER_KIND,
                        VERSION.APPROVER_NAME,
                        VERSION.APPROVER_SUBJECT,
                        VERSION.APPROVER_OS_USER,
                        VERSION.REASON,
                        VERSION.ASSURANCE)
                .from(VERSION)
                .where(VERSION.NUMBER.lt(below))
                .orderBy(VERSION.NUMBER.desc())
                .limit(page.size() + 1)
                .fetch(row -> view(row.into(VERSION)));
    }

    /** The limits of these versions, each only once, in no order. */
    List<Policy> limits(long from, long to) {
        return sql.selectDistinct(VERSION.LIMITS)
                .from(VERSION)
                .where(VERSION.NUMBER.between(from, to))
                .fetch(row -> PolicyJson.read(row.value1()));
    }

    List<Caller> authors(long from, long to) {
        return sql.selectDistinct(
                        VERSION.AUTHOR_KIND, VERSION.AUTHOR_NAME, VERSION.AUTHOR_SUBJECT, VERSION.AUTHOR_OS_USER)
                .from(VERSION)
                .where(VERSION.NUMBER.between(from, to))
                .orderBy(VERSION.AUTHOR_KIND, VERSION.AUTHOR_NAME, VERSION.AUTHOR_SUBJECT, VERSION.AUTHOR_OS_USER)
                .fetch(row -> caller(row.value1(), row.value2(), row.value3(), row.value4()));
    }

    Optional<Long> firstThatLoosens(long from, long to) {
        return sql.select(VERSION.NUMBER)
                .from(VERSION)
                .where(VERSION.NUMBER.between(from, to), VERSION.LOOSENS.ne(new String[0]))
                .orderBy(VERSION.NUMBER)
                .limit(1)
                .fetchOptional(VERSION.NUMBER);
    }

    private static StoredVersion version(VersionRecord row) {
        VersionView view = view(row);
        Consent consent = view.approver()
                .map(approver -> new Consent(
                        approver, view.reason().orElseThrow(), view.assurance().orElseThrow()))
                .orElse(null);
        return new StoredVersion(
                view.number(),
                view.hash(),
                new String(row.getContent(), UTF_8),
                row.getPins(),
                view.loosens(),
                view.author(),
                view.published(),
                consent,
                new Deciders(row.getPeople(), Duration.ofSeconds(row.getConfirmAfter())));
    }

    private static VersionView view(VersionRecord row) {
        Optional<Caller> approver = Optional.ofNullable(row.getApproverKind())
                .map(kind -> caller(
                        kind,
                        Objects.requireNonNull(row.getApproverName()),
                        row.getApproverSubject(),
                        row.getApproverOsUser()));
        return new VersionView(
                row.getNumber(),
                Sha256.of(row.getHash()),
                caller(row.getAuthorKind(), row.getAuthorName(), row.getAuthorSubject(), row.getAuthorOsUser()),
                row.getPublished(),
                List.of(row.getLoosens()),
                approver,
                Optional.ofNullable(row.getReason()),
                Optional.ofNullable(row.getAssurance()).map(Approval.Assurance::ofWord));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String word(Caller caller) {
        return caller.kind().name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String subject(Caller caller) {
        return caller.asSubject().map(SubjectId::value).orElse(null);
    }

    /** Who it was; not what they may do. */
    private static Caller caller(String kind, String name, @Nullable String subject, @Nullable String osUser) {
        return Caller.past(
                Caller.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                name,
                subject == null ? null : SubjectId.of(subject),
                osUser);
    }
}
