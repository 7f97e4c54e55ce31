package dev.mandate.agent.link;

import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.state.AccountKind;
import dev.mandate.model.state.AccountStatus;
import dev.mandate.model.state.Coverage;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedAppRole;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A reading as compressed pages of lines of JSON. The last line counts the others, so that a reading which was cut short
 * is none. Both sides hold one page at a time beside the state itself.
 */
public final class StatePages {
    /** What a page holds before it is compressed, give or take a line. */
    private static final int PAGE_BYTES = 1 << 20;

    /** More than a page with the longest line can have: what is longer was not written here. */
    private static final int MOST_BYTES = 16 << 20;

    private StatePages() {}

    /** Writes page after page. */
    public static void write(ObservedState state, Consumer<byte[]> pages) {
        var writer = new Writer(pages);
        state.accounts().values().forEach(account -> writer.line(account(account)));
        state.appRoles().values().forEach(role -> writer.line(appRole(role)));
        state.grants().values().forEach(grant -> writer.line(grant(grant)));
        state.coverage().forEach((pattern, coverage) -> writer.line(coverage(pattern, coverage)));
        writer.end(JsonValue.object(Map.of(
                "end", JsonValue.bool(true),
                "accounts", JsonValue.number(state.accounts().size()),
                "app_roles", JsonValue.number(state.appRoles().size()),
                "grants", JsonValue.number(state.grants().size()),
                "coverage", JsonValue.number(state.coverage().size()))));
    }

    private static JsonValue account(ObservedAccount account) {
        var members = new TreeMap<String, JsonValue>();
        members.put("account", JsonValue.text(account.name().value()));
        members.put("kind", JsonValue.text(account.kind().name()));
        members.put("status", JsonValue.text(account.status().name()));
        if (account.nativeId() != null) {
            members.put("native_id", JsonValue.text(account.nativeId()));
        }
        flag(members, "superuser", account.superuser());
        if (!account.attributes().isEmpty()) {
            members.put("attributes", Fields.map(account.attributes()));
        }
        return JsonValue.object(members);
    }

    private static JsonValue appRole(ObservedAppRole role) {
        var members = new TreeMap<String, JsonValue>();
        members.put("app_role", JsonValue.text(role.name().value()));
        flag(members, "built_in", role.builtIn());
        flag(members, "superuser", role.superuser());
        return JsonValue.object(members);
    }

    private static JsonValue grant(ObservedGrant observed) {
        Map<String, JsonValue> members = members(observed.grant());
        observed.fixedBecause().ifPresent(why -> members.put("fixed", JsonValue.text(why)));
        return JsonValue.object(members);
    }

    private static JsonValue coverage(Grant pattern, Coverage coverage) {
        Map<String, JsonValue> members = members(pattern);
        members.put("held", JsonValue.number(coverage.held()));
        members.put("matched", JsonValue.number(coverage.matched()));
        return JsonValue.object(members);
    }

    private static Map<String, JsonValue> members(Grant grant) {
        var members = new TreeMap<String, JsonValue>();
        ChangeFields.put(members, grant.principal());
        members.put("entitlement", JsonValue.text(EntitlementText.format(grant.entitlement())));
        return members;
    }

    private static void flag(Map<String, JsonValue> members, String name, boolean value) {
        if (value) {
            members.put(name, JsonValue.bool(true));
        }
    }

    /** Fills pages. */
    private static final class Writer {
        private final Consumer<byte[]> pages;
        private ByteArrayOutputStream page = new ByteArrayOutputStream();
        private GZIPOutputStream out;
        private int written;

        Writer(Consumer<byte[]> pages) {
            this.pages = pages;
            this.out = open(page);
        }

        private static GZIPOutputStream open(ByteArrayOutputStream page) {
            try {
                return new GZIPOutputStream(page);
            } catch (IOException inMemory) {
                throw new UncheckedIOException(inMemory);
            }
        }

        void line(JsonValue value) {
            if (written >= PAGE_BYTES) {
                turn();
                page = new ByteArrayOutputStream();
                out = open(page);
                written = 0;
            }
            byte[] line = CanonicalJson.bytes(value);
            try {
                out.write(line);
                out.write('\n');
            } catch (IOException inMemory) {
                throw new UncheckedIOException(inMemory);
            }
            written += line.length + 1;
        }

        void end(JsonValue value) {
            line(value);
            turn();
        }

        private void turn() {
            try {
                out.close();
            } catch (IOException inMemory) {
                throw new UncheckedIOException(inMemory);
            }
            pages.accept(page.toByteArray());
        }
    }

    /** Takes the pages of one reading in their order. */
    public static final class Reader {
        private final Map<AccountName, ObservedAccount> accounts = new HashMap<>();
        private final Map<AppRoleName, ObservedAppRole> appRoles = new HashMap<>();
        private final Map<Grant, ObservedGrant> grants = new HashMap<>();
        private final Map<Grant, Coverage> coverage = new HashMap<>();
        private boolean ended;

        /**
         * Takes the next page.
         *
         * @throws IllegalArgumentException where it is no page, says something twice, or comes after the end
         */
        public void accept(byte[] page) {
            byte[] lines = unpacked(page);
            int from = 0;
            for (int at = 0; at < lines.length; at++) {
                if (lines[at] == '\n') {
                    line(new String(lines, from, at - from, StandardCharsets.UTF_8));
                    from = at + 1;
                }
            }
            if (from != lines.length) {
                throw new IllegalArgumentException("a page ends within a line");
            }
        }

        private static byte[] unpacked(byte[] page) {
            try (var in = new GZIPInputStream(new ByteArrayInputStream(page))) {
                byte[] lines = in.readNBytes(MOST_BYTES + 1);
                if (lines.length > MOST_BYTES) {
                    throw new IllegalArgumentException("a page unpacks to more than " + MOST_BYTES + " bytes");
                }
                return lines;
            } catch (IOException damaged) {
                throw new IllegalArgumentException("a page is damaged: " + damaged.getMessage(), damaged);
            }
        }

        private void line(String json) {
            if (ended) {
                throw new IllegalArgumentException("something after the end of a reading");
            }
            Fields fields = Fields.parse(json);
            if (fields.has("account")) {
                ObservedAccount account = account(fields);
                once(accounts.put(account.name(), account), account.name());
            } else if (fields.has("app_role")) {
                var role = new ObservedAppRole(
                        AppRoleName.of(fields.text("app_role")), fields.flag("built_in"), fields.flag("superuser"));
                once(appRoles.put(role.name(), role), role.name());
            } else if (fields.has("end")) {
                end(fields);
            } else {
                var grant =
                        new Grant(ChangeFields.principal(fields), EntitlementText.parse(fields.text("entitlement")));
                if (fields.has("held")) {
                    once(coverage.put(grant.key(), new Coverage(fields.count("held"), fields.count("matched"))), grant);
                } else {
                    var observed =
                            new ObservedGrant(grant, fields.optional("fixed").orElse(null));
                    once(grants.put(grant.key(), observed), grant);
                }
            }
        }

        private static void once(@Nullable Object before, Object what) {
            if (before != null) {
                throw new IllegalArgumentException(what + " is in a reading twice");
            }
        }

        private static ObservedAccount account(Fields fields) {
            return new ObservedAccount(
                    AccountName.of(fields.text("account")),
                    AccountKind.valueOf(fields.text("kind")),
                    AccountStatus.valueOf(fields.text("status")),
                    fields.optional("native_id").orElse(null),
                    fields.flag("superuser"),
                    fields.has("attributes") ? fields.map("attributes") : Map.of());
        }

        private void end(Fields fields) {
            ended = true;
            if (fields.count("accounts") != accounts.size()
                    || fields.count("app_roles") != appRoles.size()
                    || fields.count("grants") != grants.size()
                    || fields.count("coverage") != coverage.size()) {
                throw new IllegalArgumentException("a reading has other lines than it counts");
            }
        }

        /**
         * The reading, once its last page was taken.
         *
         * @throws IllegalArgumentException where its end did not come
         */
        public ObservedState state(DeploymentId deployment, ReadScope scope, Instant observedAt) {
            if (!ended) {
                throw new IllegalArgumentException("the end of a reading did not come");
            }
            return new ObservedState(deployment, scope, observedAt, accounts, appRoles, grants, coverage);
        }
    }
}
