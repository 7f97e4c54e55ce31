package dev.mandate.service.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.tables.ledger.Routines;
import dev.mandate.tables.ledger.Tables;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database itself refuses, whatever the service tries. */
class LedgerRightsTest {
    private static final DSLContext SERVICE = TestingDatabase.create().queries();
    private static final Instant NOVEMBER = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger.entry set canonical = '\\x01'",
                "delete from ledger.entry",
                "truncate ledger.entry",
                "update ledger.pending set id = id",
                "update ledger.leaf set index = index + 1",
                "delete from ledger.leaf",
                "delete from ledger.tile",
                "delete from ledger.checkpoint",
                "update ledger.epoch set holder = 'me'",
                "delete from ledger.personal",
                "insert into ledger.erasure values (9, 1)",
                "delete from ledger.erasure",
                "update history.v_holding set entitlement = 'x'",
                "delete from history.v_link",
                "alter table ledger.entry add column more text",
                "drop table ledger.tile",
                "create table ledger.mine (id integer)",
                "create table public.mine (id integer)",
                "create schema mine",
                "set session_replication_role = replica"
            })
    void theServiceMayNot(String statement) {
        assertThatThrownBy(() -> SERVICE.execute(statement))
                .isInstanceOf(DataAccessException.class)
                .hasMessageMatching("(?s).*(permission denied|must be owner).*");
    }

    @Test
    void anEntryGoesIntoThePartitionOfItsMonth() {
        assertThat(Routines.makePartitions(SERVICE.configuration(), NOVEMBER, 1))
                .isEqualTo(2);
        assertThat(Routines.makePartitions(SERVICE.configuration(), NOVEMBER, 2))
                .isEqualTo(1);
        for (var moment : List.of("2026-11-01T00:00:00Z", "2026-11-30T23:59:59.999Z", "2026-12-01T00:00:00Z")) {
            append(Instant.parse(moment));
        }
        assertThat(SERVICE.fetchValues("select tableoid::regclass::text from ledger.entry order by id"))
                .isEqualTo(List.of("ledger.entry_2026_11", "ledger.entry_2026_11", "ledger.entry_2026_12"));
    }

    @Test
    void anEntryWithoutAPartitionIsRefused() {
        assertThatThrownBy(() -> append(Instant.parse("2031-01-01T00:00:00Z"))).hasMessageContaining("no partition");
    }

    private static void append(Instant moment) {
        SERVICE.insertInto(Tables.ENTRY)
                .set(Tables.ENTRY.ID, new UUID(moment.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L))
                .set(Tables.ENTRY.CANONICAL, "{}".getBytes(StandardCharsets.UTF_8))
                .execute();
    }
}
