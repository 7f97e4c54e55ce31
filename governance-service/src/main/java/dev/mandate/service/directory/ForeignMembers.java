package dev.mandate.service.directory;

import dev.mandate.model.state.Finding;
import dev.mandate.model.state.FindingCode;
import dev.mandate.service.yaml.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Members that are neither people nor groups of the read: they get nothing by the group, and somebody has to know. */
final class ForeignMembers {
    private static final int MOST = 20;
    private static final String OTHER_DOMAINS = ",cn=foreignsecurityprincipals,";

    private final List<Of> found = new ArrayList<>();

    private record Of(String group, List<String> members) {}

    void add(String group, List<String> members) {
        if (!members.isEmpty()) {
            found.add(new Of(group, members));
        }
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(found.stream()
                .sorted(Comparator.comparing(Of::group))
                .limit(MOST)
                .map(ForeignMembers::finding)
                .toList());
        if (found.size() > MOST) {
            findings.add(new Finding(
                    FindingCode.FOREIGN_MEMBER,
                    "groups",
                    (found.size() - MOST)
                            + " more groups have members that are neither people nor groups of this source"));
        }
        return findings;
    }

    private static Finding finding(Of one) {
        String sample = one.members().stream().min(Comparator.naturalOrder()).orElseThrow();
        boolean otherDomain = one.members().stream()
                .anyMatch(member -> member.toLowerCase(Locale.ROOT).contains(OTHER_DOMAINS));
        return new Finding(
                FindingCode.FOREIGN_MEMBER,
                "group " + one.group(),
                one.members().size() + " members of group " + Shown.quote(one.group())
                        + " are neither people nor groups of this source, such as " + Shown.quote(sample)
                        + ", and get nothing by it; "
                        + (otherDomain
                                ? "some are from another domain: name that as a source and map a group of it"
                                : "widen people.base, people.filter or groups.base if they should"));
    }
}
