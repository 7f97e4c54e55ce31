package dev.mandate.service.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mandate.model.subject.GroupId;
import dev.mandate.model.subject.SubjectKind;
import dev.mandate.model.subject.SubjectState;
import dev.mandate.service.directory.SourceException.Code;
import dev.mandate.service.platform.TestingDatabase;
import dev.mandate.service.yaml.BlockSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSourceTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final Path DOCS = Path.of("../docs");
    private static final String COMPANY = """
            people:
              - {id: "1001", username: ann, email: ann@example.org, name: Ann Example, attributes: {department: data}}
              - {id: 0007, username: ben, state: suspended}
              - {id: "1003", username: cleo, state: left}
              - {id: e-4, username: dan, state: staged}
            groups:
              - {id: g-1, name: analysts, people: ["1001", 0007], groups: [g-2]}
              - {id: g-2, name: leads, people: [e-4], groups: [g-1]}
              - {id: g-3, name: nobody yet}
            counts: {people: 4, groups: 3}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path file;
    private FileSource source;

    @BeforeEach
    void name() {
        file = folder.resolve("people.yaml");
        source = new FileSource(TestingDirectory.CORP, file, SourceLimits.DEFAULT, Source.EVERY);
    }

    private SourceReading read(String text) {
        write(text);
        return source.read();
    }

    private void write(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String fails(Code code) {
        var message = new StringBuilder();
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(source::read)
                .satisfies(e -> assertThat(e.code()).as(e.sentence()).isEqualTo(code))
                .satisfies(e -> message.append(e.sentence()));
        assertThat(message.toString()).startsWith("source corp: ").contains(file.toString());
        return message.toString().replace(file.toString(), "FILE");
    }

    private String faults(String text) {
        write(text);
        return fails(Code.FAULTY);
    }

    @Test
    void readsPeopleAndNestedGroupsByTheIdsGiven() {
        SourceReading reading = read(COMPANY);
        assertThat(reading.people())
                .containsExactly(
                        new SourcePerson(
                                "1001",
                                SubjectState.ACTIVE,
                                Map.of(
                                        "username", "ann",
                                        "email", "ann@example.org",
                                        "name", "Ann Example",
                                        "department", "data")),
                        new SourcePerson("0007", SubjectState.SUSPENDED, Map.of("username", "ben")),
                        new SourcePerson("1003", SubjectState.LEFT, Map.of("username", "cleo")),
                        new SourcePerson("e-4", SubjectState.STAGED, Map.of("username", "dan")));
        assertThat(reading.groups())
                .containsExactly(
                        new SourceGroup("g-1", "analysts", Set.of("1001", "0007"), Set.of("g-2"), 0),
                        new SourceGroup("g-2", "leads", Set.of("e-4"), Set.of("g-1"), 0),
                        new SourceGroup("g-3", "nobody yet", Set.of(), Set.of(), 0));
    }

    @Test
    void keepsTheIdentityThroughARenameAndTakesAnotherIdForSomebodyElse() {
        TestingDirectory directory = TestingDirectory.over(DATABASE, folder, source);
        write(COMPANY);
        directory.refresh();
        var ann = directory.subject("ann");
        write(COMPANY.replace("username: ann", "username: anna").replace("name: analysts", "name: readers"));
        assertThat(directory.refresh()).isEqualTo(accepted(0, 1, 0, 1));
        assertThat(directory.subject("anna").id()).isEqualTo(ann.id());
        assertThat(directory.group("g-1").name()).isEqualTo("readers");
        assertThat(directory.group("g-1").groups()).containsExactly(GroupId.of("corp:g-2"));
        write(COMPANY.replace("1001", "1999"));
        assertThat(directory.refresh())
                .as("the same name is not the same person")
                .isEqualTo(accepted(1, 0, 1, 1));
    }

    private static SourceOutcome accepted(int joined, int changed, int missing, int groups) {
        return new SourceOutcome.Accepted(TestingDirectory.CORP, 4, 3, joined, changed, missing, groups);
    }

    @Test
    void isHeldByTheSameLimitsAsAnyOtherSource() {
        TestingDirectory directory = TestingDirectory.over(DATABASE, folder, source);
        write(people(0, 100));
        assertThat(directory.refresh()).isInstanceOf(SourceOutcome.Accepted.class);
        var before = directory.stated();
        write(people(0, 80));
        assertThat(directory.refresh())
                .isInstanceOfSatisfying(
                        SourceOutcome.Quarantined.class,
                        held -> assertThat(held.findings().getFirst().message())
                                .startsWith("20 of 100 people would go missing; allowed are 10"));
        write("people: [{id: p0");
        assertThat(directory.refresh())
                .isInstanceOfSatisfying(
                        SourceOutcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo("faulty"));
        assertThat(directory.stated()).isEqualTo(before);
        assertThat(directory.entries("source.failed"))
                .singleElement()
                .asString()
                .contains("faulty");
        directory.clock.advance(Duration.ofHours(25));
        assertThat(directory.api.stale()).containsExactly(TestingDirectory.CORP);
    }

    private static String people(int from, int until) {
        return IntStream.range(from, until)
                .mapToObj(number -> "  - {id: p%d, username: user%d}\n".formatted(number, number))
                .collect(Collectors.joining("", "people:\n", ""));
    }

    @Test
    void saysEverythingThatIsWrongAtOnceWithItsPlaceAndFix() {
        assertThat(faults("""
                people:
                  - {id: a, username: ann, mail: ann@example.org}
                  - {id: a, username: ben}
                  - {username: cleo}
                  - {id: d, username: dan, state: gone}
                  - {id: "", username: " ", attributes: {email: x, "a b": y, ok: z}}
                  - nobody
                groups:
                  - {id: g, name: readers, people: [a, b, a], groups: [g, h]}
                  - {id: g, name: others, people: a}
                extra: 1
                counts: {people: 5, groups: 2}
                """).lines().skip(1))
                .containsExactly(
                        "FILE:2:28: unknown key 'mail' in a person; did you mean 'email'?",
                        "FILE:3:10: the person on line 2 has the id 'a' already;"
                                + " give each an id of its own, and never the id of one that is gone",
                        "FILE:4:5: a person has no 'id'; add id: \"1001\"",
                        "FILE:5:35: 'state' is 'gone'; write active, staged, suspended or left",
                        "FILE:6:10: 'id' has 0 characters, or is blank, or holds control characters;"
                                + " write 1 to 200 characters of text",
                        "FILE:6:24: 'username' has 1 characters, or is blank, or holds control characters;"
                                + " write 1 to 1024 characters of text",
                        "FILE:6:42: an attribute cannot be called 'email'; write it as a key of the person",
                        "FILE:6:52: an attribute cannot be called 'a b';"
                                + " write 1 to 64 of letters, digits, '_' and '-', a letter first",
                        "FILE:7:5: a person is text; write a mapping with id, username, email, name, state, kind, owner or attributes",
                        "FILE:9:40: no id under 'people' is 'b'; did you mean 'a'?",
                        "FILE:9:43: 'a' is there twice; keep one of them",
                        "FILE:9:59: no id under 'groups' is 'h'; did you mean 'g'?",
                        "FILE:10:10: the group on line 9 has the id 'g' already;"
                                + " give each an id of its own, and never the id of one that is gone",
                        "FILE:10:35: 'people' is text; write a list, such as [\"1001\"]",
                        "FILE:11:1: unknown key 'extra' in a file of people and groups; known are people, groups or counts",
                        "FILE:12:18: 'people' are 6 and not 5;"
                                + " the file was cut off, or written by two at once; write it again as a whole");
    }

    @Test
    void namesWhoAnswersForAService() {
        assertThat(read("""
                people:
                  - {id: etl, username: etl, kind: service, owner: "1001"}
                  - {id: scanner, username: scanner, kind: machine}
                  - {id: "1001", username: ann}
                """).people())
                .extracting(SourcePerson::nature)
                .containsExactly(
                        new Nature(SubjectKind.SERVICE, "1001"), new Nature(SubjectKind.MACHINE, null), Nature.PERSON);
        assertThat(faults("""
                people:
                  - {id: etl, username: etl, kind: robot}
                  - {id: "1001", username: ann, owner: etl}
                  - {id: job, username: job, kind: service, owner: "1002"}
                """).lines().skip(1))
                .containsExactly(
                        "FILE:2:36: 'kind' is 'robot'; write person, service or machine",
                        "FILE:3:40: 'owner' is of a person, who answers for themselves;"
                                + " remove it, or write kind: service or kind: machine",
                        "FILE:4:52: no id under 'people' is '1002'; did you mean '1001'?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n\n", "# nobody\n", "---\n...\n", "people: []", "people:\n", "[]", "nothing", "groups: []"
            })
    void takesAFileWithoutPeopleForABrokenOne(String text) {
        faults(text);
    }

    @Test
    void tellsAFileThatCannotBeReadFromOneThatIsWrong() throws IOException {
        assertThat(fails(Code.UNREACHABLE)).contains("there is no FILE; name the file that there is");
        Files.createDirectory(file);
        assertThat(fails(Code.UNREACHABLE)).contains("FILE is no file");
        Files.delete(file);
        Files.write(file, "people: [{id: a, username: \u00fc}]".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(fails(Code.FAULTY)).contains("FILE is not UTF-8 text");
        try (var large = Files.newByteChannel(
                file, java.nio.file.StandardOpenOption.WRITE, java.nio.file.StandardOpenOption.TRUNCATE_EXISTING)) {
            large.position(65L << 20);
            large.write(java.nio.ByteBuffer.wrap(new byte[] {'x'}));
        }
        assertThat(fails(Code.FAULTY)).contains("FILE is larger than 64 MiB; is it the right file?");
    }

    @Test
    void takesHostileTextAsTextAndShowsItSafely() {
        String name =
                "=cmd|' /C calc'!A0 \\\"q\\\" '; drop table directory.subject; -- <script> ${jndi:ldap://x} Ünï ʕ•ᴥ•ʔ";
        SourceReading reading = read("people: [{id: \"=1+1\", username: '=HYPERLINK(\"x\")', name: \"" + name + "\"}]");
        assertThat(reading.people().getFirst().externalId()).isEqualTo("=1+1");
        assertThat(reading.people().getFirst().attributes())
                .containsEntry("name", name.replace("\\\"", "\""))
                .containsEntry("username", "=HYPERLINK(\"x\")");
        assertThat(read("people: [{id: a, username: Zoe\u0308}]")
                        .people()
                        .getFirst()
                        .attributes())
                .as("one spelling of one name")
                .containsEntry("username", "Zo\u00eb");
        for (String character : new String[] {"\\0", "\\e[2J", "\\n", "\\u202E"}) {
            assertThat(faults("people: [{id: a, username: \"b" + character + "\"}]"))
                    .contains("FILE:1:28: ")
                    .matches("[\\P{Cntrl}\n]+")
                    .doesNotContain("\u202E");
        }
        assertThat(faults("people: [{id: a, username: " + "x".repeat(1 << 20) + "}]"))
                .contains("FILE:1:28: 'username' has 1048576 characters")
                .hasSizeLessThan(500);
        assertThat(faults("people: [{id: " + "x".repeat(201) + ", username: b}]"))
                .contains("'id' has 201 characters");
        assertThat(faults("people: [{id: a, username: b, " + "k".repeat(1 << 20) + ": c}]"))
                .hasSizeLessThan(1000);
    }

    @Test
    @Timeout(120)
    void refusesWhateverWouldTakeTheMemoryOrTheTime() {
        assertThat(faults("""
                people: &all
                  - {id: a, username: &name ann}
                  - {id: b, username: *name}
                  - !person {id: c, username: cleo}
                groups: *all
                """))
                .contains("FILE:1:9: anchor '&all' is not allowed", "FILE:3:23: alias '*name' is not allowed")
                .contains("FILE:4:5: tag '!person' is not allowed", "FILE:5:9: alias '*all' is not allowed");
        assertThat(faults("people: " + "[".repeat(100_000))).contains("nested more than 40 levels deep");
        assertThat(faults("people: " + "{a: ".repeat(100_000))).contains("nested more than 40 levels deep");
        assertThat(faults("people: [" + "*a,".repeat(300_000) + "]"))
                .contains("\nand 599900 more")
                .hasSizeLessThan(30_000);
        assertThat(faults("people: [" + "a,".repeat(4_100_000) + "]")).contains("more than 4000000 keys and values");
        assertThat(faults(people(0, 20_000) + "groups: [{id: g, name: g, people: ["
                        + IntStream.range(0, 20_000).mapToObj(n -> "q" + n).collect(Collectors.joining(", ")) + "]}]"))
                .contains("no id under 'people' is 'q0'", "and 19900 more");
        assertThat(faults("people: [{id: a, username: b, username: c}]")).contains("key 'username' is written twice");
        assertThat(faults("people: [{id: a, username: b}]\n---\npeople: []\n")).contains("holds 2 documents");
    }

    @Test
    void saysWhatItCannotKnow() throws IOException {
        write(COMPANY);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(source.blindSpots()).singleElement().asString().startsWith("how true the file is");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(source.blindSpots()).hasSize(2).last().asString().contains("chmod o-w " + file);
    }

    @Test
    void theSchemaIsTheReadersOwnListOfKeys() throws IOException {
        String schema =
                BlockSchema.of("source-file", "A file of people and groups", FileFormat.FILE, FileFormat.BLOCKS);
        Path kept = DOCS.resolve("schema/source-file.schema.json");
        if (Boolean.getBoolean("mandate.write")) {
            Files.writeString(kept, schema);
        }
        assertThat(Files.readString(kept)).as("run with -Dmandate.write=true").isEqualTo(schema);
        String good = """
                {"people": [{"id": "1001", "username": "ann", "state": "left", "attributes": {"department": "data"}}],
                 "groups": [{"id": 7, "name": "analysts", "people": ["1001"], "groups": [7]}],
                 "counts": {"people": 1}}
                """;
        assertThat(read(good).groups()).hasSize(1);
        assertThat(invalid(schema, good)).isEmpty();
        assertThat(invalid(schema, good.replace("username", "user"))).hasSize(2);
        assertThat(invalid(schema, good.replace("left", "gone"))).hasSize(1);
    }

    private static List<?> invalid(String schema, String json) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema, InputFormat.JSON)
                .validate(json, InputFormat.JSON);
    }

    @Test
    void theExampleOfThePageIsValid() throws IOException {
        String page = Files.readString(DOCS.resolve("sources-file.md"));
        String example = page.substring(page.indexOf("```yaml\npeople:") + 8);
        assertThat(read(example.substring(0, example.indexOf("```"))).people()).hasSizeGreaterThan(2);
    }
}
