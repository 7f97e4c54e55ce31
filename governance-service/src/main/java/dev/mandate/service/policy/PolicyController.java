package dev.mandate.service.policy;

import dev.mandate.model.access.Permission;
import dev.mandate.model.access.PolicyVersion;
import dev.mandate.model.ledger.Sha256;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import dev.mandate.service.platform.Page;
import dev.mandate.service.platform.PageRequest;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.policy.PolicyViews.Approve;
import dev.mandate.service.policy.PolicyViews.Export;
import dev.mandate.service.policy.PolicyViews.FilesView;
import dev.mandate.service.policy.PolicyViews.Folder;
import dev.mandate.service.policy.PolicyViews.Nothing;
import dev.mandate.service.policy.PolicyViews.PolicyView;
import dev.mandate.service.policy.PolicyViews.PreviewView;
import dev.mandate.service.policy.PolicyViews.PublicationView;
import dev.mandate.service.policy.PolicyViews.Publish;
import dev.mandate.service.policy.PolicyViews.VersionRow;
import dev.mandate.service.policy.PolicyViews.VersionRows;
import dev.mandate.service.policy.PolicyViews.Versions;
import dev.mandate.service.policy.PolicyViews.WaitingView;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The policy over the API. */
@Component
class PolicyController implements Routes {
    private final PolicyApi policies;

    PolicyController(PolicyApi policies) {
        this.policies = policies;
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get(
                        "/policy",
                        Permission.POLICY_READ,
                        "Says which version of the policy is in force, and which one waits for a second person.",
                        Nothing.class,
                        PolicyView.class,
                        this::policy),
                Route.get(
                        "/policy/versions",
                        Permission.POLICY_READ,
                        "Lists the versions of the policy, newest first.",
                        Versions.class,
                        VersionRows.class,
                        this::versions),
                Route.get(
                        "/policy/files",
                        Permission.POLICY_READ,
                        "Writes a version of the policy as the files of a folder.",
                        Export.class,
                        FilesView.class,
                        this::files),
                Route.post(
                        "/policy/previews",
                        Permission.POLICY_PREVIEW,
                        "Says what publishing a folder would come to; stores nothing.",
                        Folder.class,
                        PreviewView.class,
                        (ask, folder) ->
                                PreviewView.of(policies.preview(ask.caller(), PolicyFolder.read(folder.file())))),
                Route.post(
                        "/policy/versions",
                        Permission.POLICY_PUBLISH,
                        "Publishes a folder as the next version, or lets it wait for a second person.",
                        Publish.class,
                        PublicationView.class,
                        this::publish),
                Route.post(
                        "/policy/approvals",
                        Permission.POLICY_APPROVE,
                        "Says yes to the policy that waits under a hash.",
                        Approve.class,
                        PublicationView.class,
                        (ask, approve) -> PublicationView.of(
                                policies.approve(ask.caller(), Sha256.ofHex(approve.hash()), approve.reason()))));
    }

    private PolicyView policy(Ask ask, Nothing nothing) {
        Optional<PolicyVersion> inForce = policies.inForce();
        return new PolicyView(
                inForce.map(PolicyVersion::number).orElse(null),
                inForce.map(PolicyVersion::hash).orElse(null),
                policies.deciders().people(),
                policies.waiting(ask.caller()).map(WaitingView::of).orElse(null));
    }

    private VersionRows versions(Ask ask, Versions asked) {
        PageRequest page =
                PageRequest.of(asked.pageSize().orElse(null), asked.pageToken().orElse(null), 1);
        Page<VersionView> versions = policies.versions(ask.caller(), page);
        return new VersionRows(versions.items().stream().map(VersionRow::of).toList(), versions.nextPageToken());
    }

    private FilesView files(Ask ask, Export export) {
        PolicyVersion version = export.version()
                .map(policies::version)
                .or(policies::inForce)
                .orElseThrow(() -> new Problem(
                        PolicyViews.Code.NO_POLICY, "no policy is published yet; see mandate policy publish --help"));
        List<PolicyFile> files = PolicyExport.files(version.policy()).entrySet().stream()
                .map(file -> new PolicyFile(file.getKey(), file.getValue()))
                .toList();
        return new FilesView(version.number(), version.hash(), files);
    }

    private PublicationView publish(Ask ask, Publish publish) {
        long basedOn = publish.basedOn()
                .or(() -> policies.inForce().map(PolicyVersion::number))
                .orElse(0L);
        return PublicationView.of(policies.publishByHand(ask.caller(), PolicyFolder.read(publish.file()), basedOn));
    }
}
