package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.subject.Subject;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.directory.LdapSettings.Bind;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Debian's Samba tells by DirSync, as Active Directory does. */
class SambaChangesTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    private static TestingSamba samba;

    @TempDir
    private Path data;

    @BeforeAll
    static void start() {
        samba = TestingSamba.start();
    }

    @AfterAll
    static void stop() {
        if (samba != null) {
            samba.close();
        }
    }

    private static LdapSource source(Bind bind) {
        return new LdapSource(TestingSamba.settings(bind), SourceLimits.DEFAULT, Source.EVERY);
    }

    @Test
    void changesAreTakenOverAsTheyHappen() throws Exception {
        String ann = samba.person("ann");
        String group = samba.group("analysts", ann, samba.person("bob"));
        try (LdapSource source = source(TestingSamba.administrator())) {
            var directory = TestingDirectory.over(DATABASE, data, source);
            try (var watched = new Watched(directory.api)) {
                watched.next("the first complete read");
                assertThat(directory.api.standings().getFirst().untold()).isNull();
                samba.join(group, samba.person("cleo"));
                watched.until(
                        "cleo is an analyst",
                        () -> directory.members("analysts").contains("cleo"));
                samba.leave(group, "CN=bob," + TestingSamba.PEOPLE);
                watched.until("bob is none", () -> directory.members("analysts").equals(Set.of("ann", "cleo")));
                samba.set(ann, "primaryGroupID", SambaTest.number(samba, group));
                samba.person("dan");
                watched.until("dan is there", () -> directory.is("dan", SubjectState.ACTIVE));
                assertThat(directory.members("analysts")).contains("ann");
                samba.disable(ann);
                watched.until("ann is suspended", () -> directory.is("ann", SubjectState.SUSPENDED));
                samba.rename(ann, "CN=Ann Other", null);
                samba.set("CN=Ann Other," + TestingSamba.PEOPLE, "mail", "other@example.org");
                watched.until(
                        "ann's address is new",
                        () -> "other@example.org"
                                .equals(directory.subject("ann").attributes().get(Subject.EMAIL)));
                assertThat(directory.members("analysts")).contains("ann");
            }
            assertThat(directory.entries("source.accepted"))
                    .as("one complete read")
                    .hasSize(1);
        }
    }

    @Test
    void whoIsDeletedIsToldByATombstoneAlsoWhileNobodyWatches() {
        List<String> many = new ArrayList<>();
        for (int number = 0; number < 12; number++) {
            many.add(samba.person("t" + number));
        }
        try (LdapSource source = source(TestingSamba.administrator())) {
            var directory = TestingDirectory.over(DATABASE, data, source);
            try (var watched = new Watched(directory.api)) {
                watched.next("the first complete read");
                samba.delete(many.getFirst());
                watched.until("t0 has left", () -> directory.is("t0", SubjectState.LEFT));
            }
            many.subList(1, 12).forEach(samba::delete);
            try (var watched = new Watched(directory.api)) {
                watched.until(
                        "all have left",
                        () -> directory.subjects().entrySet().stream()
                                .filter(one -> one.getKey().matches("t[0-9]+"))
                                .allMatch(one -> one.getValue().state() == SubjectState.LEFT));
            }
            assertThat(directory.entries("source.quarantined")).isEmpty();
            assertThat(directory.api.missing()).isEmpty();
        }
    }

    @Test
    void anAccountThatMayNotAskIsReadAsOftenAsAnyOther() {
        samba.person("gil");
        try (LdapSource source = source(new Bind(TestingSamba.READER, TestingSamba.PASSWORD))) {
            var directory = TestingDirectory.over(DATABASE, data, source);
            try (var watched = new Watched(directory.api)) {
                watched.next("the first complete read");
                assertThat(directory.api.standings().getFirst().untold())
                        .contains("is not for " + TestingSamba.READER, "Replicating Directory Changes");
                samba.person("hal");
                directory.clock.advance(Source.EVERY);
                watched.until("hal is there", () -> directory.is("hal", SubjectState.ACTIVE));
            }
        }
    }
}
