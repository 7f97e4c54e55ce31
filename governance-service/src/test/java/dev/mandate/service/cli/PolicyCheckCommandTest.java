package dev.mandate.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCheckCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void sumsUpAValidPolicyAndSaysWhatItDidNotCheck() throws IOException {
        write("roles: [{id: viewer, gives: [{entitlements: [\"role:viewer\"]}]}]");

        assertThat(mandate("policy", "check", folder.toString())).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .startsWith("The policy is valid: 0 deployments, 0 app-roles, 1 roles,")
                .containsPattern("hash [0-9a-f]{64}\n")
                .contains("Groups and resources are not looked up here");
    }

    @Test
    void showsFaultsOnStandardErrorOnly() throws IOException {
        write("roles: [{id: viewer, given: []}]");

        assertThat(mandate("policy", "check", folder.toString())).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .startsWith("policy.yaml:1:22: unknown key 'given' in a role; did you mean 'gives'?\n")
                .endsWith("1 fault in 1 file, 1 warning in 1 file\n");
    }

    @Test
    void givesProgramsOneJsonObject() throws IOException {
        write("rolls: []");

        assertThat(mandate("policy", "check", folder.toString(), "--output", "json"))
                .isEqualTo(1);
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).isEqualTo("""
                        {"faults":[{"column":1,"file":"policy.yaml","fix":"did you mean 'roles'?","line":1,\
                        "message":"unknown key 'rolls' in a policy file"}],\
                        "not_checked":["groups","resources"],"valid":false,"warnings":[]}
                        """);
    }

    @Test
    void saysThatAFolderDoesNotExist() {
        assertThat(mandate("policy", "check", folder.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("none:1:1: no such folder; give the folder that holds");
    }

    @Test
    void asksForACommandAndAFolder() {
        assertThat(mandate("policy")).isEqualTo(64);
        assertThat(mandate("policy", "check")).isEqualTo(64);
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("policy.yaml"), text);
    }

    private int mandate(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }
}
