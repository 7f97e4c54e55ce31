package dev.mandate.service.policy;

import dev.mandate.model.access.Caller;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.ledger.Sha256;
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

    record VersionRow(
            long number,
            String hash,
            Person author,
            Instant published,
            List<String> loosens,
            @Nullable Person approver,
            @Nullable String reason) {
        static VersionRow of(VersionView view) {
            return new VersionRow(
                    view.number(),
                    view.hash().hex(),
                    Person.of(view.author()),
                    view.published(),
                    view.loosens(),
                    view.approver().map(Person::of).orElse(null),
                    view.reason().orElse(null));
        }
    }

    record VersionRows(List<VersionRow> versions, @Nullable String nextPageToken) {}

    record WaitingView(String hash, long basedOn, Person author, Instant proposed, List<String> loosens) {
        static WaitingView of(ProposalView view) {
            return new WaitingView(
                    view.hash().hex(), view.base(), Person.of(view.author()), view.proposed(), view.loosens());
        }
    }

    /** @param version null before the first publish */
    record PolicyView(
            @Nullable Long version,
            @Nullable String hash,
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
     */
    record PublicationView(
            String result, @Nullable Long version, String hash, List<String> loosens, List<FindingView> findings) {
        static PublicationView of(Publication publication) {
            return switch (publication) {
                case Publication.Published(var version, var findings) -> of("published", version, findings);
                case Publication.Unchanged(var version, var findings) -> of("unchanged", version, findings);
                case Publication.Waiting(var hash, var reasons) ->
                    new PublicationView("waiting", null, hash.hex(), reasons, List.of());
                case Publication.Refused(var faults) ->
                    throw new Problem(Code.PUBLISH_REFUSED, String.join("\n", faults));
            };
        }

        private static PublicationView of(String result, PolicyVersion version, List<Finding> findings) {
            return new PublicationView(result, version.number(), version.hash(), List.of(), FindingView.of(findings));
        }
    }
}
