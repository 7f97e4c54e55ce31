package dev.mandate.service.directory;

import dev.mandate.model.subject.SourceId;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.yaml.Shown;
import java.util.List;

/** A source that cannot be read, or a question about one that makes no sense. */
final class SourceProblem extends Problem {
    private static final long serialVersionUID = 1L;

    private enum Reason implements Code {
        SOURCE_UNREADABLE(502, Blame.SOURCE),
        NO_SUCH_SOURCE(404, Blame.USER),
        NO_SUCH_DIFFERENCE(409, Blame.USER);

        private final int status;
        private final Blame blame;

        Reason(int status, Blame blame) {
            this.status = status;
            this.blame = blame;
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public Blame blame() {
            return blame;
        }
    }

    private SourceProblem(Reason reason, String detail) {
        super(reason, detail);
    }

    private SourceProblem(Reason reason, String detail, Throwable cause) {
        super(reason, detail, cause);
    }

    static SourceProblem noSuch(SourceId source, List<SourceId> known) {
        return new SourceProblem(
                Reason.NO_SUCH_SOURCE,
                "there is no source '" + source + "'; mandate.yaml names "
                        + Shown.oneOf(known.stream().map(SourceId::value).toList()));
    }

    static SourceProblem of(SourceException failure) {
        return new SourceProblem(Reason.SOURCE_UNREADABLE, failure.sentence(), failure);
    }

    static SourceProblem of(IllegalArgumentException refused) {
        return new SourceProblem(Reason.NO_SUCH_DIFFERENCE, String.valueOf(refused.getMessage()), refused);
    }
}
