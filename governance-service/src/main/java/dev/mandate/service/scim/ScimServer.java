package dev.mandate.service.scim;

import dev.mandate.service.directory.PushApi;
import dev.mandate.service.directory.PushRefused;
import dev.mandate.service.platform.StoreTrouble;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Answers every request of somebody recognised. Never throws: what goes wrong is the answer. */
@Component
class ScimServer {
    private static final Logger LOG = LoggerFactory.getLogger(ScimServer.class);

    private final PushApi pushes;
    private final Groups groups;
    private final Gate gate;
    private final RootSearch search;
    private final Map<String, ResourceEndpoint> endpoints;

    ScimServer(PushApi pushes, Users users, Groups groups) {
        this.pushes = pushes;
        this.groups = groups;
        this.gate = new Gate(System::nanoTime);
        this.search = new RootSearch(List.of(users, groups));
        this.endpoints = Map.of("Users", new ResourceEndpoint(users), "Groups", new ResourceEndpoint(groups));
    }

    ScimAnswer answer(Pushing by, ScimRequest request) {
        return caught(
                by,
                () -> gate.through(by, () -> {
                    if (pushes.heard(by.id())) {
                        groups.settle();
                    }
                    return route(by, request);
                }));
    }

    /** One of many of a bulk request. */
    private ScimAnswer operation(Pushing by, ScimRequest request) {
        return caught(by, () -> route(by, request));
    }

    private ScimAnswer caught(Pushing by, Supplier<ScimAnswer> work) {
        try {
            return work.get();
        } catch (ScimProblem problem) {
            return ScimAnswer.of(problem);
        } catch (PushRefused refused) {
            return waiting(by, refused);
        } catch (RuntimeException | StackOverflowError unforeseen) {
            return failed(unforeseen);
        }
    }

    private ScimAnswer route(Pushing by, ScimRequest request) {
        if (request.path().isEmpty()) {
            throw ScimProblem.notFound("there is nothing at this path; see /ResourceTypes");
        }
        String first = request.path().getFirst();
        List<String> rest = request.path().subList(1, request.path().size());
        ResourceEndpoint endpoint = endpoints.get(first);
        if (endpoint != null) {
            return endpoint.answer(by, request, rest);
        }
        return switch (first) {
            case ".search" -> search.answer(by, request);
            case "Bulk" -> Bulk.answer(request, one -> operation(by, one));
            case "ServiceProviderConfig", "ResourceTypes", "Schemas" -> Discovery.answer(first, request, rest);
            case "Me" -> throw ScimProblem.notImplemented("a token is of a source, which is nobody");
            default -> throw ScimProblem.notFound("there is nothing at this path; see /ResourceTypes");
        };
    }

    /** What is refused now is done when the provider sends it again after somebody released it. */
    private ScimAnswer waiting(Pushing by, PushRefused refused) {
        pushes.waits(by.id(), refused, by.actor());
        return ScimAnswer.of(ScimProblem.forbidden(refused.getMessage() + ". If it is right: mandate source release "
                + by.id() + " " + refused.hash() + ", and send it again"));
    }

    private static ScimAnswer failed(Throwable unforeseen) {
        Optional<StoreTrouble> trouble = StoreTrouble.of(unforeseen);
        if (trouble.isPresent()) {
            LOG.error("{}", trouble.get().code(), unforeseen);
            return ScimAnswer.of(ScimProblem.unavailable(trouble.get().message()));
        }
        // Its text could hold anything, so it is in the log alone.
        var trace = UUID.randomUUID().toString();
        LOG.error("internal-error {}", trace, unforeseen);
        return ScimAnswer.of(ScimProblem.internal(trace));
    }
}
