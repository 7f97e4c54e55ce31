package dev.mandate.service.signin;

import static dev.mandate.tables.signin.Tables.CLIENT;

import dev.mandate.model.access.Permission;
import dev.mandate.model.subject.SubjectId;
import dev.mandate.tables.signin.tables.records.ClientRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Clients, with their public keys. */
@Repository
class ClientStore {
    private final DSLContext sql;

    ClientStore(DSLContext sql) {
        this.sql = sql;
    }

    /** False where the name was given before. */
    boolean insert(Client client) {
        return sql.insertInto(CLIENT)
                        .set(CLIENT.NAME, client.name())
                        .set(
                                CLIENT.SUBJECT,
                                UUID.fromString(
                                        Objects.requireNonNull(client.subject()).value()))
                        .set(CLIENT.TENURE, client.tenure())
                        .set(CLIENT.PUBLIC_KEY, client.publicKey())
                        .set(CLIENT.KEY_ID, client.keyId())
                        .set(
                                CLIENT.PERMISSIONS,
                                client.permissions().stream()
                                        .map(Permission::word)
                                        .sorted()
                                        .toArray(String[]::new))
                        .set(CLIENT.BOUND, client.bound())
                        .set(CLIENT.CREATED, client.created())
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    Optional<Client> byName(String name) {
        return sql.selectFrom(CLIENT)
                .where(CLIENT.NAME.eq(name), CLIENT.ENDED.isNull())
                .fetchOptional(ClientStore::client);
    }

    List<Client> all() {
        return sql.selectFrom(CLIENT).orderBy(CLIENT.NAME).fetch(ClientStore::client);
    }

    /** False where there is no such client, or it was ended before. */
    boolean key(String name, String publicKey, String keyId) {
        return sql.update(CLIENT)
                        .set(CLIENT.PUBLIC_KEY, publicKey)
                        .set(CLIENT.KEY_ID, keyId)
                        .where(CLIENT.NAME.eq(name), CLIENT.ENDED.isNull())
                        .execute()
                > 0;
    }

    /** False where there is no such client, or it was ended before. */
    boolean end(String name, Instant now) {
        return sql.update(CLIENT)
                        .set(CLIENT.ENDED, now)
                        .where(CLIENT.NAME.eq(name), CLIENT.ENDED.isNull())
                        .execute()
                > 0;
    }

    private static Client client(ClientRecord row) {
        Set<String> words = Set.copyOf(Arrays.asList(row.getPermissions()));
        return new Client(
                row.getName(),
                SubjectId.of(row.getSubject().toString()),
                row.getTenure(),
                row.getPublicKey(),
                row.getKeyId(),
                // A permission that a later release no longer has is one that nobody has.
                Arrays.stream(Permission.values())
                        .filter(permission -> words.contains(permission.word()))
                        .collect(Collectors.toSet()),
                row.getBound(),
                row.getCreated(),
                row.getEnded());
    }
}
