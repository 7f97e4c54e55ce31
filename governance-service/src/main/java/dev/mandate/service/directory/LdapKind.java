package dev.mandate.service.directory;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Products whose directories are set up alike: what the settings of one say by themselves. */
public enum LdapKind {
    GENERIC("generic", "entryUUID", "uid", "(objectClass=inetOrgPerson)", "(objectClass=groupOfNames)", null),

    /** A lock of this value is an administrator's; others pass by themselves, and anybody can cause them. */
    OPENLDAP(
            "openldap",
            "entryUUID",
            "uid",
            "(objectClass=inetOrgPerson)",
            "(objectClass=groupOfNames)",
            "(pwdAccountLockedTime=000001010000Z)"),

    DIRECTORY_389(
            "389ds",
            "nsUniqueId",
            "uid",
            "(objectClass=inetOrgPerson)",
            "(objectClass=groupOfNames)",
            "(nsAccountLock=true)"),

    /** The category keeps computers out, which are of the class user too. */
    ACTIVE_DIRECTORY(
            "active-directory",
            "objectGUID",
            "sAMAccountName",
            "(&(objectCategory=person)(objectClass=user))",
            "(objectClass=group)",
            "(userAccountControl:1.2.840.113556.1.4.803:=2)");

    private final String word;
    private final String id;
    private final String username;
    private final String people;
    private final String groups;
    private final @Nullable String suspended;

    LdapKind(String word, String id, String username, String people, String groups, @Nullable String suspended) {
        this.word = word;
        this.id = id;
        this.username = username;
        this.people = people;
        this.groups = groups;
        this.suspended = suspended;
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(kind -> kind.word).toList();
    }

    /**
     * The kind that the operator's file calls so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static LdapKind of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("is none of " + words()));
    }

    public String word() {
        return word;
    }

    /** The attribute of the immutable id, of people and of groups. */
    public String id() {
        return id;
    }

    public String username() {
        return username;
    }

    public LdapFilter people() {
        return LdapFilter.of(people);
    }

    public LdapFilter groups() {
        return LdapFilter.of(groups);
    }

    /** Whom the directory itself has switched off. */
    public Optional<LdapFilter> suspended() {
        return Optional.ofNullable(suspended).map(LdapFilter::of);
    }
}
