package dev.mandate.service.cli;

import java.util.List;

/** Shows who somebody is. */
final class SubjectPrinter {
    private final Output output;

    SubjectPrinter(Output output) {
        this.output = output;
    }

    private static String owned(View subject) {
        if (subject.text("kind").equals("person")) {
            return "";
        }
        String kind = ", a " + subject.text("kind");
        if (!subject.has("owner")) {
            return kind + " without an owner";
        }
        View owner = subject.view("owner");
        return kind + " of " + owner.text("source") + "/" + owner.text("username") + " (" + owner.text("state") + ")";
    }

    void print(View subject) {
        if (output.json()) {
            output.print(subject);
            return;
        }
        output.out()
                .println(dev.mandate.service.yaml.Shown.safe(subject.text("name") + ", " + subject.text("state")
                        + ", known by " + subject.text("username") + owned(subject)));
        var identities = new TextTable("IDENTITY", "SOURCE", "USER NAME", "STATE", "STAY");
        subject.views("identities")
                .forEach(identity -> identities.row(
                        identity.text("id"),
                        identity.text("source"),
                        identity.text("username"),
                        identity.text("state"),
                        identity.text("tenure")));
        identities.print(output.out());
        List<View> links = subject.views("links");
        if (!links.isEmpty()) {
            output.out().println();
            var table = new TextTable("IDENTITY", "IS", "SINCE", "BECAUSE", "ENDED");
            links.forEach(link -> table.row(
                    link.text("identity"),
                    link.text("to"),
                    link.text("since"),
                    link.has("attribute")
                            ? "equal " + link.text("attribute")
                            : link.text("actor") + ": " + link.text("reason"),
                    link.has("ended")
                            ? link.text("ended") + ", " + link.text("ended_by") + ": " + link.text("end_reason")
                            : "in force"));
            table.print(output.out());
        }
        output.out().flush();
    }
}
