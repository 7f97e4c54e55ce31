package dev.mandate.service.signin;

import dev.mandate.model.access.Permission;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Shows the clients. They are made, changed and ended on the host only. */
@Component
class ClientController implements Routes {
    private final ClientApi clients;

    ClientController(ClientApi clients) {
        this.clients = clients;
    }

    record AllClients() {}

    /**
     * A program that asks with a key of its own.
     *
     * @param subject whose permissions it has
     * @param may at most these of them, with a blank between
     * @param key thumbprint of its key
     * @param bound whether it gets only tokens that are bound to a key of its own
     * @param ended since when it gets nothing; null while it does
     */
    record ClientView(
            String name,
            String subject,
            String may,
            String key,
            boolean bound,
            Instant created,
            @Nullable Instant ended) {}

    record ClientsView(List<ClientView> clients) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.get(
                "/clients",
                Permission.OPERATORS_READ,
                "Lists the clients: programs that ask for tokens with a key of their own.",
                AllClients.class,
                ClientsView.class,
                this::all));
    }

    private ClientsView all(Ask ask, AllClients command) {
        return new ClientsView(clients.all().stream()
                .map(client -> new ClientView(
                        client.name(),
                        Objects.requireNonNull(client.subject()).value(),
                        Scopes.text(client.permissions()),
                        client.keyId(),
                        client.bound(),
                        client.created(),
                        client.ended()))
                .toList());
    }
}
