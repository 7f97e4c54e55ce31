-- The append-only log. An entry is durable with its transaction; the sequencer then gives it an index in the tree.

create table ledger.entry (
    id uuid primary key,
    canonical bytea not null check (octet_length(canonical) > 0)
) partition by range (id);
comment on column ledger.entry.id is 'UUIDv7: the key and, in its first 48 bits, the millisecond of writing';
comment on column ledger.entry.canonical is 'RFC 8785 JSON; leaf hash = SHA-256(0x00 || canonical)';

-- Entries that wait for their index. No foreign key: with one, making a partition would wait for every writer.
create table ledger.pending (
    id uuid primary key
);

-- Each new sequencer takes the next epoch; what an older one still tries to write is refused.
create table ledger.epoch (
    epoch bigint primary key check (epoch > 0),
    holder text not null,
    taken timestamptz not null
);

-- No foreign key to the entry: an old partition may be dropped, its leaves stay, so that every proof stays.
create table ledger.leaf (
    index bigint primary key check (index >= 0),
    entry_id uuid not null unique,
    leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
    epoch bigint not null references ledger.epoch (epoch)
);

-- The full tiles of C2SP tlog-tiles. Their 256 hashes are stored already: the rows of leaf for level 0, and the roots of
-- 256 tiles of the level below. So is what an unfinished tile holds.
create table ledger.tile (
    level smallint not null check (level between 0 and 7),
    index bigint not null check (index >= 0),
    root bytea not null check (octet_length(root) = 32),
    primary key (level, index)
);

-- One chain: a checkpoint names the one before it, and only one may do so. Storing is thereby a compare-and-set.
create table ledger.checkpoint (
    size bigint primary key check (size >= 0),
    previous_size bigint references ledger.checkpoint (size) check (previous_size < size),
    root bytea not null check (octet_length(root) = 32),
    origin text not null,
    note text not null,
    epoch bigint not null references ledger.epoch (epoch),
    created timestamptz not null,
    unique nulls not distinct (previous_size)
);
comment on column ledger.checkpoint.note is 'C2SP signed note; the key is not in the database';

-- Personal values behind the commitments that entries carry. Erasing a row keeps every proof.
create table ledger.personal (
    commitment bytea primary key check (octet_length(commitment) = 32),
    salt bytea not null check (octet_length(salt) >= 16),
    value text not null
);
comment on column ledger.personal.commitment is 'SHA-256(salt || value as UTF-8)';

grant select, insert on
    ledger.entry, ledger.pending, ledger.epoch, ledger.leaf, ledger.tile, ledger.checkpoint, ledger.personal
    to ${application};
grant delete on ledger.pending to ${application};

-- Makes the monthly partitions (UTC) for the month of `at` and `months` more, where they are missing. A table is made
-- first and attached then, because attaching does not wait for writers, and creating in place does.
create function ledger.make_partitions(at timestamptz, months integer) returns integer
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    month timestamp := date_trunc('month', at at time zone 'UTC');
    made integer := 0;
    partition text;
begin
    if months not between 0 and 36 then
        raise exception 'months must be between 0 and 36, not %', months;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('ledger.make_partitions', 0));
    for step in 0 .. months loop
        partition := 'entry_' || to_char(month, 'YYYY_MM');
        if to_regclass('ledger.' || partition) is null then
            execute format('create table ledger.%I (like ledger.entry including all)', partition);
            execute format(
                'alter table ledger.entry attach partition ledger.%I for values from (%L) to (%L)',
                partition,
                ledger.first_id(month),
                ledger.first_id(month + interval '1 month'));
            made := made + 1;
        end if;
        month := month + interval '1 month';
    end loop;
    return made;
end
$$;
comment on function ledger.make_partitions is 'returns how many were made';
grant execute on function ledger.make_partitions to ${application};

-- The lowest UUIDv7 of a moment (UTC): its milliseconds, then zeros.
create function ledger.first_id(moment timestamp) returns uuid
    language sql
    immutable
    set search_path = pg_catalog, pg_temp
as $$
    select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Erasure is a decision that is itself on the ledger; this only carries it out.
create function ledger.erase(commitments bytea[]) returns bigint
    language sql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    with erased as (delete from ledger.personal where commitment = any (commitments) returning 1)
    select count(*) from erased
$$;
comment on function ledger.erase is 'removes personal values and their salts; returns how many were there';
grant execute on function ledger.erase to ${application};
