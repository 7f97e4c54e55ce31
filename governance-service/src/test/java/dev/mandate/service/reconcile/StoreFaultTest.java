package dev.mandate.service.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.mandate.agent.testkit.ScriptedDeployment;
import dev.mandate.agent.testkit.ScriptedDeployment.Call;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.access.Risk;
import dev.mandate.model.access.Selector;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.platform.StoreTrouble;
import dev.mandate.service.reconcile.Reconciliation.Result;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that fails in the middle of a run says why, and loses nothing; the next run converges. */
class StoreFaultTest {
    private final TestingFleet fleet = new TestingFleet();
    private final ScriptedDeployment shop = fleet.target("shop");
    private final HikariDataSource pool = (HikariDataSource) fleet.database.connections();
    private final List<Connection> taken = new ArrayList<>();

    /** How the store is made to fail for the application, and healed again. */
    enum Fault {
        READ_ONLY {
            @Override
            void begin(StoreFaultTest test) {
                test.set("default_transaction_read_only = on");
            }

            @Override
            void end(StoreFaultTest test) {
                test.set("default_transaction_read_only = off");
            }
        },
        TIMED_OUT {
            @Override
            void begin(StoreFaultTest test) {
                test.set("statement_timeout = '300ms'");
                test.raising("perform pg_sleep(10)");
            }

            @Override
            void end(StoreFaultTest test) {
                test.set("statement_timeout = 0");
                test.raising("null");
            }
        },
        BUSY {
            @Override
            void begin(StoreFaultTest test) {
                test.pool.setConnectionTimeout(300);
                test.takeAll();
            }

            @Override
            void end(StoreFaultTest test) {
                test.giveBack();
                test.pool.setConnectionTimeout(30_000);
            }
        },
        FULL {
            @Override
            void begin(StoreFaultTest test) {
                test.raising("raise exception 'No space left on device' using errcode = '53100'");
            }

            @Override
            void end(StoreFaultTest test) {
                test.raising("null");
            }
        },
        CONFLICTING {
            @Override
            void begin(StoreFaultTest test) {
                test.raising("raise exception 'could not serialize' using errcode = '40001'");
            }

            @Override
            void end(StoreFaultTest test) {
                test.raising("null");
            }
        },
        AWAY {
            @Override
            void begin(StoreFaultTest test) {
                test.raising("perform pg_terminate_backend(pg_backend_pid())");
            }

            @Override
            void end(StoreFaultTest test) {
                test.raising("null");
            }
        };

        abstract void begin(StoreFaultTest test);

        abstract void end(StoreFaultTest test);
    }

    @AfterEach
    void close() {
        giveBack();
        fleet.close();
    }

    /** Whatever enters the ledger meets this from now on. */
    private void raising(String statement) {
        fleet.database.asSuperuser().execute("""
                create or replace function public.meet() returns trigger language plpgsql security definer as
                $$ begin %s; return new; end $$;
                create or replace trigger meet before insert on ledger.pending
                for each row execute function public.meet()
                """.formatted(statement));
    }

    /** For new connections of the application; the old ones end, as they do when another node takes over. */
    private void set(String setting) {
        var superuser = fleet.database.asSuperuser();
        superuser.execute("do $$ begin execute format('alter role mandate_app in database %I set "
                + setting.replace("'", "''") + "', current_database()); end $$");
        superuser.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and usename = 'mandate_app'");
    }

    private void takeAll() {
        try {
            while (taken.size() < pool.getMaximumPoolSize()) {
                taken.add(pool.getConnection());
            }
        } catch (SQLException none) {
            assertThat(taken).hasSizeGreaterThan(1);
        }
    }

    private void giveBack() {
        for (Connection connection : taken) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        taken.clear();
    }

    /** Ann reads; in the run to come ann leaves and eva reads. */
    private PolicyVersion readers() {
        fleet.people.person("ann").group("readers", "ann");
        fleet.policy
                .deployment("shop", TestPolicy.GOVERN)
                .appRole("reader", "table:curated.a read")
                .role("reader", Risk.STANDARD, "role:reader")
                .mapping("readers", "reader");
        PolicyVersion version = fleet.refresh().publish();
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        fleet.people.person("ann", SubjectState.LEFT).person("eva").group("readers", "eva");
        fleet.refresh();
        return version;
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsChangedWithoutAnIntent(Fault fault) {
        PolicyVersion version = readers();
        SortedSet<String> before = shop.dump();
        int calls = shop.calls(Call.APPLY);
        fleet.beforeIntent(() -> fault.begin(this));
        says(fault, fleet.run(version, "shop"));
        fault.end(this);
        assertThat(shop.dump()).isEqualTo(before);
        assertThat(shop.calls(Call.APPLY)).isEqualTo(calls);
        assertThat(fleet.run(version, "shop").result()).isEqualTo(Result.CONVERGED);
        everythingIsAsItShouldBe(version);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasChangedWithoutAnOutcomeIsSettledByReading(Fault fault) {
        PolicyVersion version = readers();
        fleet.beforeCall(() -> fault.begin(this));
        says(fault, fleet.run(version, "shop"));
        fault.end(this);
        assertThat(shop.dump()).doesNotContain("account ann ENABLED");
        assertThat(fleet.run(version, "shop").result()).isIn(Result.CONVERGED, Result.IN_SYNC);
        assertThat(fleet.entries("plan.settled")).hasSize(1);
        everythingIsAsItShouldBe(version);
    }

    private static void says(Fault fault, Reconciliation ended) {
        StoreTrouble trouble = StoreTrouble.valueOf(fault.name());
        assertThat(ended.result()).isEqualTo(Result.FAILED);
        assertThat(ended.errorCode()).contains(trouble.code());
        assertThat(ended.message()).contains("the store").contains("nothing that was committed is lost");
    }

    private void everythingIsAsItShouldBe(PolicyVersion version) {
        Reconciliation last = fleet.run(version, "shop");
        assertThat(last.result()).as(last.message()).isEqualTo(Result.IN_SYNC);
        assertThat(shop.dump())
                .isEqualTo(Set.of(
                        "account ann DISABLED",
                        "account eva ENABLED",
                        "app-role reader",
                        "grant account:eva role:reader",
                        "grant app-role:reader table:curated.a read"));
        assertThat(fleet.database.queries().fetch("select 1 from reconcile.attempt"))
                .isEmpty();
        assertThat(fleet.entries("plan.intent"))
                .as("every intent has an outcome or a reading")
                .hasSize(fleet.entries("plan.outcome").size()
                        + fleet.entries("plan.settled").size());
    }

    @Test
    void aConflictThatPassesIsNoErrorAndNothingIsWrittenTwice() {
        PolicyVersion version = readers();
        fleet.database.asSuperuser().execute("create sequence public.conflicts");
        fleet.beforeIntent(() -> raising(
                "if nextval('public.conflicts') <= 3 then raise exception 'x' using errcode = '40001'; end if"));
        int before = fleet.entries("plan.intent").size();
        Reconciliation ended = fleet.run(version, "shop");
        assertThat(ended.result()).isEqualTo(Result.CONVERGED);
        assertThat(fleet.entries("plan.intent"))
                .hasSize(before + ended.plan().orElseThrow().proceeding().size());
        assertThat(fleet.entries("plan.settled")).isEmpty();
        everythingIsAsItShouldBe(version);
    }

    @Test
    void aStoreThatFailsForOneKeepsNobodyElse() {
        readers();
        fleet.policy.deployment("stall", TestPolicy.GOVERN);
        PolicyVersion version = fleet.publish();
        fleet.database.asSuperuser().execute("create sequence public.conflicts");
        fleet.beforeIntent(() -> raising(
                "if nextval('public.conflicts') <= 1 then raise exception 'x' using errcode = '53100'; end if"));
        assertThat(fleet.runAll(version))
                .extracting(Reconciliation::result)
                .containsExactlyInAnyOrder(Result.FAILED, Result.CONVERGED);
        fleet.api().run(TestingFleet.ADA, version, Selector.ALL, done -> {});
        assertThat(fleet.runAll(version)).allMatch(one -> one.result() == Result.IN_SYNC);
    }
}
