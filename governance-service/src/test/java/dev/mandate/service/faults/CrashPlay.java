package dev.mandate.service.faults;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.Hold;
import dev.mandate.model.access.Modes;
import dev.mandate.model.access.Selector;
import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.access.AccessApi;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.ledger.LedgerApi;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.reconcile.ReconcileApi;
import dev.mandate.service.reconcile.Reconciliation;
import java.util.Set;

/** What is cut short: each is done by {@link #act}, and done to its end by doing it again, as an operator would. */
enum CrashPlay {
    /** Makes AppRoles with content, accounts and memberships. */
    FIRST(Set.of(
            "account ann ENABLED",
            "account ben ENABLED",
            "account cleo ENABLED",
            "app-role reader",
            "app-role writer",
            "grant account:ann role:reader",
            "grant account:ben role:reader",
            "grant account:cleo role:writer",
            "grant app-role:reader table:items read",
            "grant app-role:reader table:orders read",
            "grant app-role:writer table:orders write")),
    /** The same where Mandate may only add: what it gave must still end with its holder. */
    ADDITIVE(FIRST.end()),
    /** Replaces content, deletes an AppRole, revokes and grants. */
    CHANGE(Set.of(
            "account ann ENABLED",
            "account ben ENABLED",
            "account cleo ENABLED",
            "account dan ENABLED",
            "app-role reader",
            "grant account:ann role:reader",
            "grant account:dan role:reader",
            "grant app-role:reader table:invoices read",
            "grant app-role:reader table:orders read")),
    /** Gives an option to what is there, and takes one from something else. */
    ALTER(Set.of(
            "account ann ENABLED",
            "account ben ENABLED",
            "account cleo ENABLED",
            "app-role reader",
            "app-role writer",
            "grant account:ann role:reader",
            "grant account:ben role:reader",
            "grant account:cleo role:writer",
            "grant app-role:reader table:items read",
            "grant app-role:reader table:orders read;grantable=yes",
            "grant app-role:writer table:orders write")),
    /** Somebody leaves, somebody is suspended, somebody gets a Hold; all are signed in on the target. */
    END(Set.of(
            "account ann DISABLED",
            "account ben DISABLED",
            "account cleo DISABLED",
            "app-role reader",
            "app-role writer",
            "grant app-role:reader table:items read",
            "grant app-role:reader table:orders read",
            "grant app-role:writer table:orders write")),
    /** Strangers lose what they have after somebody's yes. */
    APPROVED(FIRST.end());

    private static final Caller ADA = Caller.operator("ada", null);
    private static final Caller GRACE = Caller.operator("grace", null);
    private static final int STRANGERS = 4;

    private final String end;

    CrashPlay(Set<String> end) {
        this.end = String.join("\n", end);
    }

    /** What the target holds in the end of what Mandate governs. */
    Set<String> end() {
        return Set.of(end.split("\n", -1));
    }

    static void strange(FileTarget target) {
        target.byHand(shop -> shop.account("visitor")
                .appRole("legacy")
                .gives("legacy", "table:attic write")
                .holds("visitor", "role:legacy")
                .holds("visitor", "table:attic read"));
    }

    static boolean isStrange(String line) {
        return line.contains("visitor") || line.contains("legacy") || line.contains("stranger");
    }

    /** Brings everything to where the play begins. */
    void prepare(TestingService service, TestingSource source, FileTarget target) {
        strange(target);
        if (this == FIRST || this == ADDITIVE) {
            return;
        }
        people(source);
        run(service, before());
        run(service, before());
        if (this == END) {
            target.byHand(shop -> shop.signIn("ann")
                    .signIn("ann")
                    .signIn("ben")
                    .signIn("cleo")
                    .signIn("visitor"));
        }
        if (this == APPROVED) {
            target.byHand(shop -> {
                for (int i = 0; i < STRANGERS; i++) {
                    shop.account("stranger" + i).holds("stranger" + i, "role:reader");
                }
            });
        }
    }

    void act(TestingService service, TestingSource source) {
        people(source);
        switch (this) {
            case FIRST, ADDITIVE, ALTER -> run(service, policy());
            case CHANGE -> {
                source.person("ben").person("dan", "readers").person("cleo");
                run(
                        service,
                        new TestPolicy()
                                .deployment("shop", TestPolicy.GOVERN)
                                .removals(100, 100)
                                .gives("readers", "reader", "table:orders read", "table:invoices read"));
            }
            case END -> {
                source.state("ann", SubjectState.LEFT).state("ben", SubjectState.SUSPENDED);
                hold(service, "cleo");
                run(service, policy());
            }
            case APPROVED -> {
                Reconciliation ended = run(service, policy());
                if (ended.held() > 0) {
                    String hash = ended.approvalHash().orElseThrow();
                    service.get(ReconcileApi.class).approve(GRACE, hash, "unknown");
                    run(service, policy());
                }
            }
        }
        service.get(LedgerApi.class).advance();
    }

    private static void people(TestingSource source) {
        source.person("ann", "readers").person("ben", "readers").person("cleo", "writers");
    }

    private TestPolicy before() {
        return this == ALTER ? policy("table:orders read", "table:orders write;grantable=yes") : policy();
    }

    private TestPolicy policy() {
        return policy(this == ALTER ? "table:orders read;grantable=yes" : "table:orders read", "table:orders write");
    }

    private TestPolicy policy(String reads, String writes) {
        Modes modes = this == ADDITIVE ? TestPolicy.ADD : TestPolicy.GOVERN;
        return new TestPolicy()
                .deployment("shop", modes)
                .removals(0, this == APPROVED ? 1 : 100)
                .gives("readers", "reader", reads, "table:items read")
                .gives("writers", "writer", writes);
    }

    private static void hold(TestingService service, String name) {
        var access = service.get(AccessApi.class);
        var now = service.get(Clock.class).now();
        var directory = service.get(DirectoryApi.class).directory();
        if (!access.rows(now).holds().isEmpty()) {
            return;
        }
        directory.subjects().values().stream()
                .filter(subject ->
                        subject.attribute(Subject.USERNAME).orElse("").equals(name))
                .forEach(subject -> access.hold(
                        GRACE,
                        new Hold.Party.OfSubject(subject.id()),
                        new Hold.Access.Everything(),
                        Selector.ALL,
                        "lost laptop",
                        null));
    }

    /** Afterwards everybody leaves, and what Mandate gave must end. */
    void everybodyLeaves(TestingService service, TestingSource source) {
        people(source);
        source.everybodyLeaves();
        run(service, policy());
    }

    /** What a run would still do. */
    Reconciliation check(TestingService service) {
        return service.get(ReconcileApi.class)
                .check(ADA, policy().version(1, service.get(DirectoryApi.class).directory()), Selector.ALL, r -> {})
                .getFirst();
    }

    private static Reconciliation run(TestingService service, TestPolicy policy) {
        var directory = service.get(DirectoryApi.class);
        directory.refresh(TestingSource.CORP, ADA);
        return service.get(ReconcileApi.class)
                .run(ADA, policy.version(1, directory.directory()), Selector.ALL, r -> {})
                .getFirst();
    }
}
