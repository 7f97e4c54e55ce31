package dev.mandate.agent.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.EffectiveAccess;
import dev.mandate.agent.api.EffectiveAccess.Answer;
import dev.mandate.agent.api.EffectiveAccess.Verdict;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.AppRoleName;
import dev.mandate.model.access.Effect;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.Grant;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Change;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.plan.PlannedChange;
import dev.mandate.model.state.ObservedAccount;
import dev.mandate.model.state.ObservedGrant;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each test of the contract passes with a right agent and fails with one that breaks what it protects. */
class AgentContractTest {
    private static final ReadScope EVERYBODY = new ReadScope.Full(Set.of(), Set.of());
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void noticesAnAgentThatOnlySaysThatItApplied() {
        caught(AgentContract::readsWhatItApplied, right -> new Broken(right) {
            @Override
            public List<Outcome> apply(Batch batch) {
                return Collections.nCopies(batch.changes().size(), new Outcome.Applied(NOW));
            }
        });
    }

    @Test
    void noticesAnAgentThatDoesEverythingAgain() {
        caught(AgentContract::applyingTwiceChangesNothing, right -> new Broken(right) {
            @Override
            public List<Outcome> apply(Batch batch) {
                return right.apply(batch).stream()
                        .map(outcome -> outcome instanceof Outcome.AlreadyInPlace ? new Outcome.Applied(NOW) : outcome)
                        .toList();
            }
        });
    }

    @Test
    void noticesAnAgentThatIgnoresPriors() {
        caught(AgentContract::refusesAChangeWhosePriorHasMoved, right -> new Broken(right) {
            @Override
            public List<Outcome> apply(Batch batch) {
                return right.apply(batch).stream()
                        .map(outcome -> outcome instanceof Outcome.Rejected ? new Outcome.AlreadyInPlace() : outcome)
                        .toList();
            }
        });
    }

    @Test
    void noticesAPartialRead() {
        caught(AgentContract::aReadThatIsCutShortFails, right -> new Broken(right) {
            @Override
            public ObservedState read(ReadScope scope) {
                ObservedState all = right.direct().read(scope);
                return right.answered() ? all : only(all, grant -> false);
            }
        });
    }

    @Test
    void noticesAPartialReadThatIsNoFaultOfTheTarget() {
        caught(AgentContract::aReadThatIsCutShortFails, right -> new Broken(right) {
            @Override
            public ObservedState read(ReadScope scope) {
                if (right.answered()) {
                    return right.direct().read(scope);
                }
                throw new AgentException(ErrorCode.BAD_CONNECT, "blames the operator");
            }
        });
    }

    @Test
    void noticesALostAnswerThatIsTakenForSuccess() {
        caught(AgentContract::aLostAnswerIsNeitherSuccessNorDoneTwice, right -> new Broken(right) {
            @Override
            public List<Outcome> apply(Batch batch) {
                return right.answered()
                        ? right.direct().apply(batch)
                        : Collections.nCopies(batch.changes().size(), new Outcome.Applied(NOW));
            }
        });
    }

    @Test
    void noticesALostAnswerThatIsTakenForARefusal() {
        caught(AgentContract::aLostAnswerIsNeitherSuccessNorDoneTwice, right -> new Broken(right) {
            @Override
            public List<Outcome> apply(Batch batch) {
                List<Outcome> outcomes = right.direct().apply(batch);
                return right.answered()
                        ? outcomes
                        : Collections.nCopies(outcomes.size(), new Outcome.Rejected("refused", "no answer"));
            }
        });
    }

    @Test
    void noticesAnAgentThatForgetsWhenToComeBack() {
        caught(AgentContract::whoAsksForTimeIsGivenIt, right -> new Broken(right) {
            @Override
            public ObservedState read(ReadScope scope) {
                try {
                    return right.read(scope);
                } catch (AgentException e) {
                    throw AgentException.until(NOW, e.code(), "some time");
                }
            }
        });
    }

    @Test
    void noticesAnAgentThatInsists() {
        caught(AgentContract::whoAsksForTimeIsGivenIt, right -> new Broken(right) {
            @Override
            public List<Outcome> apply(Batch batch) {
                right.apply(batch);
                return right.apply(batch);
            }
        });
    }

    @Test
    void noticesWorkThatIsLostBetweenCallersOfDifferentObjects() {
        caught(AgentContract::eightCallersDoNotLoseEachOthersChanges, right -> new Broken(right) {
            @Override
            public List<Outcome> apply(Batch batch) {
                boolean lost = Thread.currentThread().isVirtual()
                        && batch.changes().getFirst().change().toString().contains("-3");
                return lost ? List.of(new Outcome.Applied(NOW)) : right.apply(batch);
            }
        });
    }

    @Test
    void noticesWorkThatIsLostBetweenCallersOfOneObject() {
        caught(AgentContract::eightCallersOnOneObjectLoseNothing, right -> new Broken(right) {
            @Override
            public List<Outcome> apply(Batch batch) {
                boolean lost = Thread.currentThread().isVirtual()
                        && batch.changes().getFirst().change().toString().contains("-3");
                return lost ? List.of(new Outcome.Applied(NOW)) : right.apply(batch);
            }
        });
    }

    @Test
    void noticesNamesThatAreCutOff() {
        caught(AgentContract::namesMayBeOddUpToTheLimitAndNoLonger, right -> new Broken(right) {
            @Override
            public List<Outcome> apply(Batch batch) {
                return right.apply(each(batch, change -> {
                    if (change instanceof Change.CreateAccount create) {
                        return new Change.CreateAccount(
                                AccountName.of(cut(create.account().value())), create.subject(), create.attributes());
                    }
                    return change instanceof Change.CreateAppRole create
                            ? new Change.CreateAppRole(
                                    AppRoleName.of(cut(create.role().value())))
                            : change;
                }));
            }

            private String cut(String name) {
                return name.length() > 63 ? name.substring(0, 63) : name;
            }
        });
    }

    @Test
    void noticesADenyThatBecomesAnAllow() {
        caught(AgentContract::deniesAndConditionsAreHeldOrRefused, right -> new Broken(right) {
            @Override
            public List<Outcome> apply(Batch batch) {
                return right.apply(each(
                        batch, change -> change instanceof Change.AddGrant add ? allow(add.grant()) : change));
            }

            private Change allow(Grant grant) {
                Entitlement e = grant.entitlement();
                return ContractChanges.add(
                        grant.principal(),
                        new Entitlement(
                                e.kind(), e.resource(), e.pattern(), e.action(), Effect.ALLOW, null, e.options()));
            }
        });
    }

    @Test
    void noticesAListThatEndsEarly() {
        caught(AgentContract::readsTenThousandAccounts, right -> new Broken(right) {
            @Override
            public ObservedState read(ReadScope scope) {
                var left = new AtomicInteger(9_999);
                ObservedState all = right.read(scope);
                var accounts = new HashMap<>(all.accounts());
                accounts.keySet().removeIf(name -> left.getAndDecrement() <= 0);
                return state(all, accounts, all.grants());
            }
        });
    }

    @Test
    void noticesAGrantThatIsNotRead() {
        caught(AgentContract::anyOneGrantChangedOnTheTargetIsOneDrift, right -> new Broken(right) {
            @Override
            public ObservedState read(ReadScope scope) {
                return only(
                        right.read(scope),
                        grant -> !grant.entitlement().resource().equals("d"));
            }
        });
    }

    @Test
    void noticesAnAgentThatEndsItsOwnOrOthersSessions() {
        caught(AgentContract::endsTheSessionsOfWhomItIsAskedForAndOfNobodyElse, right -> new Broken(right) {
            @Override
            public Optional<SessionKill> sessionKill() {
                SessionKill kill = right.sessionKill().orElseThrow();
                return Optional.of(new SessionKill() {
                    @Override
                    public Map<AccountName, Open> open(Set<AccountName> accounts) {
                        return kill.open(accounts);
                    }

                    @Override
                    public Map<AccountName, Ended> end(Set<AccountName> accounts) {
                        kill.end(right.read(EVERYBODY).accounts().keySet());
                        return kill.end(accounts);
                    }
                });
            }
        });
    }

    @Test
    void noticesAnAgentThatOffersWhatItDoesNotDeclare() {
        caught(AgentContract::endsTheSessionsOfWhomItIsAskedForAndOfNobodyElse, right -> new Broken(right) {
            @Override
            public Optional<SessionKill> sessionKill() {
                return Optional.empty();
            }
        });
    }

    @Test
    void noticesAPasswordThatOpens() {
        caught(AgentContract::nobodyCanSignInByPasswordToWhatItCreated, right -> right, true, "");
    }

    @Test
    void noticesAnythingElseThatIsTouched() {
        caught(
                AgentContract::readsWhatItApplied,
                right -> new Broken(right) {
                    @Override
                    public List<Outcome> apply(Batch batch) {
                        right.apply(ContractChanges.batch(List.of(ContractChanges.make(ContractChanges.account(
                                "bystander-" + batch.changes().size())))));
                        return right.apply(batch);
                    }
                },
                false,
                "bystander");
    }

    /** A right agent, of which one thing is to be broken. */
    @Test
    void noticesAProbeThatTakesUnknownForNo() {
        caught(
                AgentContract::theProductItselfAffirmsWhatIsHeldUntilItIsTaken,
                right -> new Asked(right, said -> said.verdict() == Verdict.UNKNOWN ? Answer.NO : said),
                false,
                "nobody knows them");
    }

    @Test
    void noticesAProbeThatAlwaysSaysNo() {
        caught(
                AgentContract::theProductItselfAffirmsWhatIsHeldUntilItIsTaken,
                right -> new Asked(right, said -> said.verdict() == Verdict.YES ? Answer.NO : said));
    }

    @Test
    void noticesAProbeThatAlwaysSaysYes() {
        caught(
                AgentContract::theProductItselfAffirmsWhatIsHeldUntilItIsTaken,
                right -> new Asked(right, said -> said.verdict() == Verdict.NO ? Answer.YES : said));
    }

    @Test
    void noticesALookThatLeavesSomethingBehind() {
        caught(AgentContract::looksForWaysInAndAtSettingsWithoutChangingAnything, right -> new Broken(right) {
            @Override
            public Optional<Ungoverned> ungoverned() {
                return super.ungoverned().map(ungoverned -> () -> {
                    right.direct().apply(ContractChanges.batch(ContractChanges.createRole("looked")));
                    return ungoverned.find();
                });
            }
        });
    }

    @Test
    void noticesWhoSaysThatSomebodyUnknownNeverSignedIn() {
        caught(AgentContract::whatNobodyUsedIsNotSaidToBeUsed, right -> new Broken(right) {
            @Override
            public Optional<LastUsed> lastUsed() {
                return Optional.of(accounts -> {
                    var uses = new HashMap<AccountName, LastUsed.Use>();
                    accounts.forEach(account -> uses.put(account, new LastUsed.Use.Never()));
                    return uses;
                });
            }
        });
    }

    private static class Broken implements Agent {
        private final Agent right;

        Broken(Agent right) {
            this.right = right;
        }

        @Override
        public AgentProfile profile() {
            return right.profile();
        }

        @Override
        public ObservedState read(ReadScope scope) {
            return right.read(scope);
        }

        @Override
        public List<Outcome> apply(Batch batch) {
            return right.apply(batch);
        }

        @Override
        public Optional<SessionKill> sessionKill() {
            return right.sessionKill();
        }

        @Override
        public Optional<EffectiveAccess> effectiveAccess() {
            return right.effectiveAccess();
        }

        @Override
        public Optional<Ungoverned> ungoverned() {
            return right.ungoverned();
        }

        @Override
        public Optional<LoginSync> loginSync() {
            return right.loginSync();
        }

        @Override
        public Optional<LastUsed> lastUsed() {
            return right.lastUsed();
        }

        @Override
        public void close() {
            right.close();
        }
    }

    private static final class Asked extends Broken {
        private final OnALine right;
        private final UnaryOperator<Answer> answer;

        Asked(OnALine right, UnaryOperator<Answer> answer) {
            super(right);
            this.right = right;
            this.answer = answer;
        }

        @Override
        public Optional<EffectiveAccess> effectiveAccess() {
            return right.effectiveAccess().map(access -> questions -> {
                var answers = new HashMap<>(access.ask(questions));
                answers.replaceAll((grant, said) -> answer.apply(said));
                return answers;
            });
        }
    }

    private interface Case {
        void run(AgentContract contract) throws Exception;
    }

    private static void caught(Case test, Function<OnALine, Agent> breaking) {
        caught(test, breaking, false, "");
    }

    private static void caught(Case test, Function<OnALine, Agent> breaking, boolean passwords, String message) {
        assertThatCode(() -> run(test, new ScriptedTarget(right -> right, false)))
                .as("with a right agent")
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> run(test, new ScriptedTarget(breaking, passwords)))
                .as("with a broken one")
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }

    private static void run(Case test, ScriptedTarget target) throws Exception {
        try (target) {
            var contract = new AgentContract() {
                @Override
                protected ContractTarget target() {
                    return target;
                }
            };
            contract.rememberTheCatalogue();
            test.run(contract);
            contract.nothingElseHasChanged();
        }
    }

    private static Batch each(Batch batch, UnaryOperator<Change> change) {
        return new Batch(
                batch.number(),
                batch.lane(),
                batch.changes().stream()
                        .map(planned ->
                                new PlannedChange(change.apply(planned.change()), planned.cause(), planned.lane()))
                        .toList());
    }

    private static ObservedState only(ObservedState all, Predicate<Grant> kept) {
        var grants = new HashMap<>(all.grants());
        grants.keySet().removeIf(kept.negate());
        return state(all, all.accounts(), grants);
    }

    private static ObservedState state(
            ObservedState all, Map<AccountName, ObservedAccount> accounts, Map<Grant, ObservedGrant> grants) {
        return new ObservedState(
                all.deployment(), all.scope(), all.observedAt(), accounts, all.appRoles(), grants, all.coverage());
    }
}
