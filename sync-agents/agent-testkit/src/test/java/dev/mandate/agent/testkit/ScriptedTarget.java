package dev.mandate.agent.testkit;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.VocabularyFile;
import dev.mandate.model.access.AccountName;
import dev.mandate.model.access.DeploymentId;
import dev.mandate.model.access.Entitlement;
import dev.mandate.model.access.EntitlementText;
import dev.mandate.model.access.Grant;
import dev.mandate.model.access.Release;
import dev.mandate.model.access.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A scripted deployment for the contract, with a line to it that can be cut and agents that may be broken. */
final class ScriptedTarget implements ContractTarget, AutoCloseable {
    static final Vocabulary VOCABULARY =
            VocabularyFile.parse("scripted.yaml", """
                    application: scripted
                    releases: [1]
                    kinds:
                      role: {facet: memberships, risk: standard, sentence: "is in {resource}"}
                      table:
                        facet: role-content
                        pattern: true
                        risk: standard
                        actions: [read, write]
                        sentence: "can {action} {resource}"
                    """).vocabulary(Release.of("1"));

    private final ScriptedDeployment deployment = new ScriptedDeployment(DeploymentId.of("shop"), VOCABULARY);
    private final Function<OnALine, Agent> breaking;
    private final boolean passwords;
    private final ServerSocket echo;
    private int loaded;

    /** @param passwords whether every account can be opened by one */
    ScriptedTarget(Function<OnALine, Agent> breaking, boolean passwords) {
        this.breaking = breaking;
        this.passwords = passwords;
        try {
            this.echo = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (!echo.isClosed()) {
            try {
                Socket caller = echo.accept();
                Thread.ofVirtual().start(() -> repeat(caller));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private static void repeat(Socket caller) {
        try (caller) {
            caller.getInputStream().transferTo(caller.getOutputStream());
        } catch (IOException e) {
            // The caller is gone.
        }
    }

    @Override
    public Agent open() {
        return open(new InetSocketAddress(echo.getInetAddress(), echo.getLocalPort()));
    }

    @Override
    public Optional<InetSocketAddress> address() {
        return Optional.of(new InetSocketAddress(echo.getInetAddress(), echo.getLocalPort()));
    }

    @Override
    public Agent open(InetSocketAddress address) {
        return breaking.apply(new OnALine(deployment.open(), address));
    }

    @Override
    public boolean overHttp() {
        return true;
    }

    @Override
    public Vocabulary vocabulary() {
        return VOCABULARY;
    }

    @Override
    public List<Entitlement> contents() {
        return Stream.of("a", "b", "c", "d")
                .flatMap(table -> Stream.of("table:" + table + " read", "table:" + table + " write"))
                .map(EntitlementText::parse)
                .toList();
    }

    @Override
    public Optional<Entitlement> deny() {
        return Optional.of(EntitlementText.parse("table:e read;effect=deny"));
    }

    @Override
    public Optional<Entitlement> conditional() {
        return Optional.of(EntitlementText.parse("table:e read;condition=\"region = 'eu'\""));
    }

    @Override
    public void give(Grant grant) {
        deployment.give(grant);
    }

    @Override
    public void take(Grant grant) {
        deployment.take(grant);
    }

    @Override
    public void load(int accounts, int appRoles, int each) {
        loaded = accounts;
        for (int i = 0; i < accounts; i++) {
            deployment.account(AgentContract.MARK + "load-" + i);
            for (int role = 0; role < each; role++) {
                deployment.holds(
                        AgentContract.MARK + "load-" + i,
                        "role:" + AgentContract.MARK + "load-role-" + (i + role) % appRoles);
            }
        }
    }

    @Override
    public void unload() {
        deployment.removeAll(IntStream.range(0, loaded)
                .mapToObj(i -> AccountName.of(AgentContract.MARK + "load-" + i))
                .collect(Collectors.toSet()));
    }

    @Override
    public SortedSet<String> dump() {
        return deployment.dump();
    }

    @Override
    public Session signIn(AccountName account) {
        deployment.signIn(account.value());
        int upTo = deployment.sessions(account.value());
        return new Session() {
            @Override
            public boolean isOpen() {
                return deployment.sessions(account.value()) >= upTo;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean hasUsablePassword(AccountName account) {
        return passwords;
    }

    @Override
    public void close() {
        try {
            echo.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
