package dev.mandate.service.scim;

import dev.mandate.model.access.Permission;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import java.util.List;
import org.springframework.stereotype.Component;

/** Shows the tokens of sources. They are made and ended on the host only. */
@Component
class SourceTokenController implements Routes {
    private final SourceTokenApi tokens;

    SourceTokenController(SourceTokenApi tokens) {
        this.tokens = tokens;
    }

    record Of(SourceId id) {}

    record TokensView(List<SourceToken> tokens) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.get(
                "/sources/{id}/tokens",
                Permission.SOURCES_READ,
                "Lists the tokens of a source that is pushed to, without what is secret.",
                Of.class,
                TokensView.class,
                this::all));
    }

    private TokensView all(Ask ask, Of command) {
        return new TokensView(tokens.all(command.id()));
    }
}
