package dev.mandate.service.directory;

import static dev.mandate.service.yaml.Shape.Key.optional;
import static dev.mandate.service.yaml.Shape.Key.required;

import dev.mandate.service.yaml.Shape.Block;
import dev.mandate.service.yaml.Shape.ListOf;
import dev.mandate.service.yaml.Shape.TableOf;
import dev.mandate.service.yaml.Shape.Text;
import dev.mandate.service.yaml.Shape.Whole;
import dev.mandate.service.yaml.Shape.Words;
import java.util.List;

/** What a file of people and groups may say: the reader's list of keys, and the JSON Schema's. */
final class FileFormat {
    static final int LONGEST_ID = 200;
    static final int LONGEST_TEXT = 1024;

    private static final Text ID = new Text("1 to 200 characters that never change", "[\\s\\S]{1,200}");
    private static final Text TEXT = new Text("1 to 1024 characters", "[\\s\\S]{1,1024}");
    private static final int MANY = 1_000_000_000;

    static final Block PERSON = new Block(
            "person",
            "a person",
            List.of(
                    required("id", ID, "Who it is, whatever name they take; never given to anybody else.", "\"1001\""),
                    required("username", TEXT, "The user name.", "ann"),
                    optional("email", TEXT, "none", "The mail address.", "ann@example.org"),
                    optional("name", TEXT, "none", "The name for people.", "Ann Example"),
                    optional(
                            "state",
                            new Words(List.of("active", "staged", "suspended", "left")),
                            "active",
                            "Only who is active holds access. Somebody marked as left is no loss that limits count.",
                            "left"),
                    optional(
                            "kind",
                            new Words(List.of("person", "service", "machine")),
                            "person",
                            "A service or a machine has an owner, is never linked to a person and cannot sign in.",
                            "service"),
                    optional("owner", ID, "nobody", "Who answers for a service or machine, by id.", "\"1001\""),
                    optional(
                            "attributes",
                            new TableOf("attribute", TEXT),
                            "none",
                            "More of them, by our name.",
                            "{department: data}")));

    static final Block GROUP = new Block(
            "group",
            "a group",
            List.of(
                    required("id", ID, "Which group it is, whatever it is called; never given to another.", "g-7"),
                    required("name", TEXT, "The name that policy uses: SOURCE/NAME.", "analysts"),
                    optional("people", new ListOf(ID), "nobody", "Its own people, by id.", "[\"1001\"]"),
                    optional("groups", new ListOf(ID), "none", "The groups in it, by id.", "[g-8]")));

    static final Block COUNTS = new Block(
            "counts",
            "counts",
            List.of(
                    optional("people", new Whole(0, MANY), "not compared", "How many people the file holds.", "2"),
                    optional("groups", new Whole(0, MANY), "not compared", "How many groups it holds.", "1")));

    static final Block FILE = new Block(
            "file",
            "a file of people and groups",
            List.of(
                    required(
                            "people",
                            new ListOf(PERSON),
                            "Everybody there is; whoever is not here any more is missing.",
                            "[{id: \"1001\", username: ann}]"),
                    optional(
                            "groups",
                            new ListOf(GROUP),
                            "none",
                            "Every group there is.",
                            "[{id: g-7, name: analysts, people: [\"1001\"]}]"),
                    optional(
                            "counts",
                            COUNTS,
                            "not compared",
                            "What a file that was cut off does not agree with; for programs that write one.",
                            "{people: 1, groups: 1}")));

    static final List<Block> BLOCKS = List.of(PERSON, GROUP, COUNTS);

    private FileFormat() {}
}
