package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.access.Caller;
import dev.mandate.model.subject.SourceId;
import dev.mandate.service.directory.DirectoryApi;
import dev.mandate.service.directory.TestingLdap;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** A service with people, whose policy describes Mandate itself, so that they may hold offices. */
final class TestingTokens implements AutoCloseable {
    static final SourceId CORP = SourceId.of("corp");

    final TestingLdap ldap;
    final TestingWeb web;
    final TestingCommandLine line;
    final Path home;

    private TestingTokens(TestingLdap ldap, TestingWeb web, TestingCommandLine line, Path home) {
        this.ldap = ldap;
        this.web = web;
        this.line = line;
        this.home = home;
    }

    static TestingTokens start(Path home, String... people) throws Exception {
        return start(home, 0, "sign-in: {passwords: corp}", people);
    }

    /** @param settings how people sign in, as YAML, with whatever belongs to it */
    static TestingTokens start(Path home, int port, String settings, String... people) throws Exception {
        TestingLdap ldap = TestingLdap.plain();
        for (String name : people) {
            ldap.person(TestingLdap.personDn(name), name, "userPassword: secret of " + name);
        }
        Files.writeString(home.resolve("password"), TestingLdap.PASSWORD);
        Path config = Files.writeString(home.resolve("mandate.yaml"), """
                data: ./data
                %s
                sources:
                  - id: corp
                    type: ldap
                    url: ldap://127.0.0.1:%d
                    bind: {dn: "%s", password: "${file:password}"}
                    people: {base: "ou=people,%s"}
                    groups: {base: "ou=groups,%s"}
                """.formatted(
                        settings, ldap.port(), TestingLdap.READER, TestingLdap.BASE, TestingLdap.BASE));
        Path policy = Files.createDirectories(home.resolve("policy"));
        Files.writeString(policy.resolve("policy.yaml"), """
                deployments:
                  - {id: mandate, application: mandate, connect: {}, manage: {accounts: additive, role-content: authoritative}}
                """);
        TestingWeb web = TestingWeb.start(config, port);
        var made = new TestingTokens(ldap, web, new TestingCommandLine(config), home);
        made.refresh();
        made.line.addOperators("ada");
        assertThat(made.line.as("ada", "policy", "publish", policy.toString()))
                .as(made.line::err)
                .isZero();
        return made;
    }

    void refresh() {
        web.get(DirectoryApi.class).refresh(CORP, Caller.job("test"));
    }

    String subject(String name) {
        return web.get(DirectoryApi.class)
                .person("corp/" + name)
                .orElseThrow()
                .id()
                .value();
    }

    /** As if the deployment {@code mandate} had been read. */
    void office(String name, String entitlement) throws SQLException {
        web.sql("insert into access.office_account values ('%s', '%s', true) on conflict do nothing"
                .formatted(name, subject(name)));
        web.sql("insert into access.office values ('%s', '%s')".formatted(name, entitlement));
    }

    TestingProgram client(String name, String subject, String may) throws Exception {
        assertThat(line.mandate("client", "add", name, "--subject", "corp/" + subject, "--may", may))
                .as(line::err)
                .isZero();
        return new TestingProgram(web.url(), name, keyFile(name));
    }

    Path keyFile(String client) {
        return home.resolve("data/clients").resolve(client + ".jwk");
    }

    /** Another process's service over the same store and folder. */
    TestingWeb anotherNode() {
        return web.anotherNode();
    }

    HttpResponse<String> get(String path, String token) throws Exception {
        return TestingBrowser.send(HttpRequest.newBuilder(web.url().resolve(path))
                .header("Authorization", "Bearer " + token)
                .build());
    }

    @Override
    public void close() {
        web.close();
        ldap.close();
    }
}
