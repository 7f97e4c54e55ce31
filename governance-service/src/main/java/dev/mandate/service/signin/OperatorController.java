package dev.mandate.service.signin;

import dev.mandate.model.access.Permission;
import dev.mandate.service.api.Ask;
import dev.mandate.service.api.Route;
import dev.mandate.service.api.Routes;
import java.util.List;
import org.springframework.stereotype.Component;

/** Shows the operators. They are made and ended on the host only. */
@Component
class OperatorController implements Routes {
    private final OperatorApi operators;

    OperatorController(OperatorApi operators) {
        this.operators = operators;
    }

    record All() {}

    record OperatorsView(List<Operator> operators) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.get(
                "/operators",
                Permission.OPERATORS_READ,
                "Lists the operators.",
                All.class,
                OperatorsView.class,
                this::all));
    }

    private OperatorsView all(Ask ask, All command) {
        return new OperatorsView(operators.all());
    }
}
