package dev.mandate.service.policy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.model.plan.Approval;
import dev.mandate.model.state.Finding;
import dev.mandate.service.api.FindingView;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Problem.Blame;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the routes of this module take and give. */
final class PolicyViews {
    private PolicyViews() {}

    enum Code implements Problem.Code {
        PUBLISH_REFUSED(409),
        NO_POLICY(409),
        NO_SUCH_VERSION(404);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public Blame blame() {
            return Blame.USER;
        }
    }

    record Nothing() {}

    record Versions(Optional<Integer> pageSize, Optional<String> pageToken) {}

    /** @param version a number; the one in force where it is left out */
    record Export(Optional<Long> version) {}

    record Folder(List<PolicyFile> file) {}

    /** @param basedOn the number of the version that was seen in force, 0 for none; where it is left out, any */
    record Publish(List<PolicyFile> file, Optional<Long> basedOn) {}

    /** @param hash the whole hash of the policy that waits */
    record Approve(String hash, String reason) {
        Approve {
            Sha256.ofHex(hash);
        }
    }

    record Person(String kind, String name) {
        static Person of(Caller caller) {
            return new Person(caller.kind().name().toLowerCase(Locale.ROOT), caller.name());
        }
    }

    /** @param assurance how sure it is that somebody approved it: host-operator, self-confirmed or step-up */
    record VersionRow(
            long number,
            String hash,
            Person author,
            Instant published,
            List<String> loosens,
            @Nullable Person approver,
            @Nullable String reason,
            @Nullable String assurance) {
        static VersionRow of(VersionView view) {
            return new VersionRow(
                    view.number(),
                    view.hash().hex(),
                    Person.of(view.author()),
                    view.published(),
                    view.loosens(),
                    view.approver().map(Person::of).orElse(null),
                    view.reason().orElse(null),
                    view.assurance().map(Approval.Assurance::word).orElse(null));
        }
    }

    record VersionRows(List<VersionRow> versions, @Nullable String nextPageToken) {}

    /** @param aloneFrom from when on its author may approve it too, where there is nobody else; null where somebody else must */
    record WaitingView(
            String hash,
            long basedOn,
            Person author,
            Instant proposed,
            @Nullable Instant aloneFrom,
            List<String> loosens) {
        static WaitingView of(ProposalView view) {
            return new WaitingView(
                    view.hash().hex(),
                    view.base(),
                    Person.of(view.author()),
                    view.proposed(),
                    view.aloneFrom().orElse(null),
                    view.loosens());
        }
    }

    /**
     * What is in force.
     *
     * @param version null before the first publish
     * @param people how many decide; 1: whoever publishes something looser approves it alone, later
     */
    record PolicyView(
            @Nullable Long version,
            @Nullable String hash,
            int people,
            @Nullable WaitingView waiting) {}

    record FilesView(long version, String hash, List<PolicyFile> files) {}

    /** @param version null where there are faults */
    record PreviewView(
            long basedOn,
            @Nullable Long version,
            @Nullable String hash,
            boolean unchanged,
            List<String> faults,
            List<String> loosens,
            List<FindingView> findings) {
        static PreviewView of(Preview preview) {
            return new PreviewView(
                    preview.basedOn(),
                    preview.version().map(PolicyVersion::number).orElse(null),
                    preview.version().map(PolicyVersion::hash).orElse(null),
                    preview.unchanged(),
                    preview.faults(),
                    preview.loosens(),
                    FindingView.of(preview.findings()));
        }
    }

    /**
     * What came of a publish or an approval.
     *
     * @param result published, unchanged or waiting
     * @param version null where it waits
     * @param hash of the policy; where it waits, what {@code approve} takes
     * @param aloneFrom from when on its author may approve it too, where there is nobody else; null where somebody else must
     * @param assurance how sure it is that somebody approved it: host-operator, self-confirmed or step-up; null where nobody did
     */
    record PublicationView(
            String result,
            @Nullable Long version,
            String hash,
            List<String> loosens,
            @Nullable Instant aloneFrom,
            @Nullable String assurance,
            List<FindingView> findings) {
        static PublicationView of(Publication publication) {
            return switch (publication) {
                case Publication.Published(var version, var findings, var assurance) ->
                    of("published", version, assurance, findings);
                case Publication.Unchanged(var version, var findings) ->
                    of("unchanged", version, Optional.empty(), findings);
                case Publication.Waiting(var hash, var reasons, var aloneFrom) ->
                    new PublicationView("waiting", null, hash.hex(), reasons, aloneFrom.orElse(null), null, List.of());
                case Publication.Refused(var faults) ->
                    throw new Problem(Code.PUBLISH_REFUSED, String.join("\n", faults));
            };
        }

        private static PublicationView of(
                String result, PolicyVersion version, Optional<Approval.Assurance> assurance, List<Finding> findings) {
            return new PublicationView(
                    result,
                    version.number(),
                    version.hash(),
                    List.of(),
                    null,
                    assurance.map(Approval.Assurance::word).orElse(null),
                    FindingView.of(findings));
        }
    }
}
