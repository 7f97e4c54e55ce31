package dev.mandate.service.cli;

import dev.mandate.model.access.Caller;
import dev.mandate.model.ledger.CanonicalJson;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.service.api.Answer;
import dev.mandate.service.api.Api;
import dev.mandate.service.api.Call;
import dev.mandate.service.api.Route;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Asks the service inside this process; with the store, closed after. */
final class LocalLink implements Link {
    private final OpenService service;
    private final Caller caller;

    LocalLink(OpenService service, Caller caller) {
        this.service = service;
        this.caller = caller;
    }

    @Override
    public View get(String path, Map<String, List<String>> query) {
        return view(api().answer(new Call(caller, Route.Method.GET, path, query, null, step -> {})));
    }

    @Override
    public View post(String path, Map<String, JsonValue> body, Consumer<View> progress) {
        String json = CanonicalJson.text(JsonValue.object(body));
        return view(api().answer(new Call(
                caller, Route.Method.POST, path, Map.of(), json, step -> progress.accept(View.of(step)))));
    }

    private Api api() {
        return service.get(Api.class);
    }

    private static View view(Answer answer) {
        View view = View.of(answer.json());
        if (answer.isProblem()) {
            throw CommandFailure.of(view);
        }
        return view;
    }

    @Override
    public void close() {
        service.close();
    }
}
